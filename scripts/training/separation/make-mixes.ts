/**
 * Renders mixes with their stems: excerpts of the training sources, played in many ways.
 * Run with: node --import tsx scripts/training/separation/make-mixes.ts CACHE COUNT SEED QUIETEST_DB
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { midiLengthSec } from '../../../test/bench/engine/excerpt.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import type { Sound } from '../../../test/bench/engine/render.ts';
import { playStems, STEM_RATE, STEMS } from '../../../test/bench/engine/stems.ts';
import { encodeWav } from '../../../test/unit/on-device/sound.ts';
import { equalisers, room, tasks, trainingFonts, vary, type Task } from '../variety.ts';

const CLIP_SEC = 10;
/** Stems quieter than this are taken for missing. */
const AUDIBLE = 1e-3;

const [cacheDir = 'cache', , , quietestDb = '-9'] = process.argv.slice(2);
const fonts = trainingFonts(cacheDir);

async function makeMix({ piece: { bytes, name: title }, path, seed }: Task): Promise<void> {
  const random = new Random(seed);
  for (let attempt = 0; attempt < 8; attempt++) {
    const fromSec = random.between(0, Math.min(150, midiLengthSec(bytes) - CLIP_SEC));
    const soundFontPath = random.pick(fonts);
    const variation = { ...vary(random), keepDrums: true };
    const { stems, mix } = await playStems(bytes, fromSec, CLIP_SEC, variation, () =>
      howItSounds(random, soundFontPath),
    );
    const present = STEMS.filter((stem) => stems[stem][0].some((x) => Math.abs(x) > AUDIBLE));
    // Mixes of one stem alone teach next to nothing.
    if (present.length < 2) continue;
    writeFileSync(`${path}.mix.wav`, encodeWav(mix, STEM_RATE));
    for (const stem of STEMS)
      writeFileSync(`${path}.${stem}.wav`, encodeWav(stems[stem], STEM_RATE));
    writeFileSync(`${path}.json`, JSON.stringify({ title }));
    return;
  }
}

/** A synthesiser, a room, and what is done to one track of a mix. */
function howItSounds(random: Random, soundFontPath: string): Sound {
  const synthOptions = room(random, 0.3);
  const filters = equalisers(random);
  if (random.chance(0.2)) filters.push(`volume=${random.integer(2, 9)}dB`, 'asoftclip=type=tanh');
  filters.push(`volume=${random.between(Number(quietestDb), 3).toFixed(1)}dB`);
  return { lengthSec: CLIP_SEC, soundFontPath, synthOptions, filters: filters.join(',') };
}

async function main(): Promise<void> {
  for (const task of tasks(cacheDir, join(cacheDir, 'separation'), CLIP_SEC)) await makeMix(task);
}

void main();
