/**
 * Renders training clips: excerpts of the training sources, played in many ways, with what is played.
 * Run with: node --import tsx scripts/training/notes/make-clips.ts CACHE COUNT SEED [even]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt, midiLengthSec } from '../../../test/bench/engine/excerpt.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import { render, type Sound } from '../../../test/bench/engine/render.ts';
import type { Truth } from '../../../test/bench/engine/truth.ts';
import { equalisers, room, tasks, trainingFonts, vary, varyEvenly, type Task } from '../variety.ts';

const CLIP_SEC = 12;
const MIN_NOTES = 12;

const [cacheDir = 'cache', , , cast] = process.argv.slice(2);
const varyCast = cast === 'even' ? varyEvenly : vary;
const fonts = trainingFonts(cacheDir);
for (const task of tasks(cacheDir, join(cacheDir, 'clips'), CLIP_SEC)) makeClip(task);

function makeClip({ piece: { bytes, name: title }, path, seed }: Task): void {
  const random = new Random(seed);
  for (let attempt = 0; attempt < 8; attempt++) {
    const fromSec = random.between(0, Math.min(150, midiLengthSec(bytes) - CLIP_SEC));
    const { midi, truth } = excerpt(bytes, fromSec, CLIP_SEC, varyCast(random));
    if (truth.notes.length < MIN_NOTES) continue;
    const { sound, speed } = howItSounds(random);
    const [ending, ...codec] = random.pick([
      ['wav'],
      ['wav'],
      ['mp3', '-c:a', 'libmp3lame', '-b:a', `${random.pick([64, 96, 128, 192])}k`],
      ['ogg', '-c:a', 'libvorbis', '-q:a', String(random.integer(0, 6))],
    ]);
    const file = `${path}.${ending}`;
    render(midi, file, { ...sound, codec });
    writeFileSync(`${path}.json`, JSON.stringify({ title, file, ...atSpeed(truth, speed) }));
    return;
  }
}

/** A synthesiser, a room, and what is done to a mix before it is sold. */
function howItSounds(random: Random): { sound: Sound; speed: number } {
  const synthOptions = room(random, 0.25);
  const filters: string[] = [];
  // A tape that runs at another speed is out of tune as well.
  const speed = random.chance(0.35) ? 2 ** (random.between(-45, 45) / 1200) : 1;
  if (speed !== 1) {
    filters.push(`asetrate=${Math.round(44_100 * speed)}`, 'aresample=44100');
  }
  filters.push(...equalisers(random));
  if (random.chance(0.3)) {
    filters.push(
      `acompressor=threshold=0.1:ratio=${random.integer(2, 8)}:attack=8:release=120:makeup=2`,
    );
  }
  if (random.chance(0.15)) {
    filters.push(
      `aecho=0.8:0.7:${random.integer(60, 400)}:${random.between(0.1, 0.35).toFixed(2)}`,
    );
  }
  if (random.chance(0.25)) filters.push(`volume=${random.integer(2, 12)}dB`, 'asoftclip=type=tanh');
  filters.push(`volume=${random.between(-14, 2).toFixed(1)}dB`);
  const soundFontPath = random.pick(fonts);
  const lengthSec = CLIP_SEC + random.between(0, 1);
  return { sound: { lengthSec, soundFontPath, synthOptions, filters: filters.join(',') }, speed };
}

function atSpeed({ notes, hits }: Truth, speed: number): Truth {
  const faster = (each: Truth['notes'][number]): Truth['notes'][number] => ({
    ...each,
    startSec: each.startSec / speed,
    endSec: each.endSec / speed,
  });
  return { notes: notes.map(faster), hits: hits.map(faster) };
}
