import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  chunkSamples,
  KEYS,
  MARGIN_FRAMES,
  STRIDE_SAMPLES,
  USED_FRAMES,
  WINDOW_SAMPLES,
} from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { loadNoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { publishedModel } from '../../support/published-model.ts';
import { noise, playNotes } from './sound.ts';

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const skip = existsSync(join(dist, 'wasm', 'convolve.wasm')) ? false : 'run `npm run build` first';
const WINDOWS = 2;

/** Notes from the lowest key to the highest, over a little noise. */
function music(): Float32Array {
  const notes = [21, 33, 48, 60, 67, 84, 96, 108].map((pitch, i) => ({
    pitch,
    startSec: 0.1 + i * 0.35,
    endSec: 0.9 + i * 0.35,
  }));
  const length = chunkSamples(WINDOWS);
  const hiss = noise(length);
  return playNotes(notes, length / 22_050, 22_050)
    .subarray(0, length)
    .map((sample, i) => sample + 0.005 * (hiss[i] ?? 0));
}

test('our kernels hear what the published model hears', { skip }, async () => {
  const [model, published] = await Promise.all([loadNoteModel(dist), publishedModel(dist, 'wasm')]);
  for (const samples of [music(), noise(chunkSamples(WINDOWS)), music().map((x) => x * 1e-3)]) {
    const heard = model.listen(samples, WINDOWS);
    for (let window = 0; window < WINDOWS; window++) {
      const from = window * STRIDE_SAMPLES;
      const expected = published(samples.subarray(from, from + WINDOW_SAMPLES));
      [heard.frames, heard.onsets].forEach((actual, i) => {
        const used = expected[i]?.subarray(MARGIN_FRAMES * KEYS);
        let worst = 0;
        for (let cell = 0; cell < USED_FRAMES * KEYS; cell++) {
          const own = actual[window * USED_FRAMES * KEYS + cell] ?? NaN;
          worst = Math.max(worst, Math.abs(own - (used?.[cell] ?? NaN)));
        }
        assert.ok(worst < 1e-3, `window ${window}, output ${i}: off by ${worst}`);
      });
    }
  }
});

test('silence is heard as such: every number is one', { skip }, async () => {
  const model = await loadNoteModel(dist);
  const { frames, onsets } = model.listen(new Float32Array(chunkSamples(1)), 1);
  assert.ok([...frames, ...onsets].every((value) => value >= 0 && value <= 1));
});
