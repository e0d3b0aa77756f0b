/**
 * Writes what the separation net learns from: of some bands of some frames of each mix, how much of the power there is
 * of each stem, and what the net is told of it.
 * Run with: node --import tsx scripts/training/separation/features.ts CACHE
 */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadNoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import {
  CONTEXT_FRAMES,
  Features,
  FEATURES,
} from '../../../src/engines/on-device/separation/features.ts';
import { Frames } from '../../../src/engines/on-device/separation/frames.ts';
import { Guide } from '../../../src/engines/on-device/separation/guide.ts';
import { stemNotes } from '../../../src/engines/on-device/separation/stem-notes.ts';
import { hearOnce } from '../../../test/bench/engine/hear.ts';
import { transcribed } from '../../../test/bench/engine/quality.ts';
import { Random } from '../../../test/bench/engine/random.ts';
import { readStereo, STEM_RATE, STEMS } from '../../../test/bench/engine/stems.ts';

/** Of this many points, one is kept. */
const ONE_IN = 14;
/** Points so much fainter than their frame's loudest are nobody's business. */
const DEPTH_DB = 70;

async function main(folder: string): Promise<void> {
  const model = loadNoteModel(fileURLToPath(new URL('../../../dist', import.meta.url)));
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const base = join(folder, name.replace(/\.json$/, ''));
    if (existsSync(`${base}.points`)) continue;
    const notes = stemNotes(transcribed(await hearOnce(`${base}.mix.wav`, () => model)));
    const powers = await Promise.all(STEMS.map((stem) => levelsOf(`${base}.${stem}.wav`)));
    const random = new Random(name);
    const rows: number[] = [];
    const features = new Features(new Frames(STEM_RATE, () => undefined).grid);
    const frames = new Frames(STEM_RATE, (around, index) => {
      guide.moveTo((index * frames.grid.hopSamples) / STEM_RATE);
      features.begin(around);
      const levels = around[CONTEXT_FRAMES]?.levels ?? new Float32Array();
      const loudest = levels.reduce((a, b) => Math.max(a, b), -Infinity);
      for (let band = 0; band < levels.length; band++) {
        const level = levels[band] ?? 0;
        if (!random.chance(1 / ONE_IN) || level < loudest - DEPTH_DB || level < -90) continue;
        const stems = powers.map((stem) => 10 ** ((stem[index]?.[band] ?? -100) / 10));
        const all = stems.reduce((a, b) => a + b, 1e-15);
        const width = (frames.grid.firstBins[band + 1] ?? 0) - (frames.grid.firstBins[band] ?? 0);
        rows.push(10 ** (level / 20) * Math.sqrt(width), ...stems.map((power) => power / all));
        rows.push(...features.of(around, guide, band));
      }
    });
    const guide = new Guide(frames.grid, notes);
    const [left, right] = await readStereo(`${base}.mix.wav`);
    frames.push(left, right);
    frames.flush();
    writeFileSync(`${base}.points`, Float32Array.from([1 + STEMS.length + FEATURES, ...rows]));
  }
}

async function levelsOf(path: string): Promise<Float32Array[]> {
  const all: Float32Array[] = [];
  const frames = new Frames(STEM_RATE, (around) => {
    all.push(around[CONTEXT_FRAMES]?.levels.slice() ?? new Float32Array());
  });
  const [left, right] = await readStereo(path);
  frames.push(left, right);
  frames.flush();
  return all;
}

void main(join(process.argv[2] ?? 'cache', 'separation'));
