/**
 * Renders what sounds beside drums: excerpts of the training sources without their drums, and the strokes
 * that the composer wrote to them. Run with: node --import tsx scripts/training/drums/make-stems.ts CACHE COUNT SEED
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerpt, midiLengthSec } from '../../../test/bench/engine/excerpt.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import { render } from '../../../test/bench/engine/render.ts';
import { tasks, trainingFonts, vary, type Task } from '../variety.ts';

const STEM_SEC = 16;
const MIN_NOTES = 8;
/** Attempts to find an excerpt in which enough is played. */
const ATTEMPTS = 8;

const [cacheDir = 'cache'] = process.argv.slice(2);
const fonts = trainingFonts(cacheDir);
for (const task of tasks(cacheDir, join(cacheDir, 'stems'), STEM_SEC)) makeStem(task);

function makeStem({ piece: { bytes, name: title }, path, seed }: Task): void {
  const random = new Random(seed);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const fromSec = random.between(0, Math.min(150, midiLengthSec(bytes) - STEM_SEC));
    const variation = vary(random);
    const { midi, truth } = excerpt(bytes, fromSec, STEM_SEC, { ...variation, keepDrums: false });
    if (truth.notes.length < MIN_NOTES) continue;
    const { hits } = excerpt(bytes, fromSec, STEM_SEC, { keepDrums: true }).truth;
    render(midi, `${path}.wav`, {
      soundFontPath: random.pick(fonts),
      lengthSec: STEM_SEC,
      synthOptions: random.chance(0.3) ? ['-R', '0', '-C', '0'] : [],
      codec: ['-ac', '1', '-ar', '22050', '-c:a', 'pcm_s16le'],
    });
    const strokes = hits.map(({ startSec, pitch, velocity }) => [startSec, pitch, velocity]);
    writeFileSync(`${path}.json`, JSON.stringify({ title, strokes }));
    return;
  }
}
