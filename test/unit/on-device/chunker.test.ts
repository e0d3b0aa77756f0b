import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Chunker, type Chunk } from '../../../src/engines/on-device/basic-pitch/chunker.ts';
import {
  HOP_SAMPLES,
  MARGIN_FRAMES,
  STRIDE_SAMPLES,
  USED_FRAMES,
  WINDOW_SAMPLES,
  WINDOWS_PER_CHUNK,
} from '../../../src/engines/on-device/basic-pitch/grid.ts';

function cut(samples: Float32Array, pieces: readonly number[]): Chunk[] {
  const chunker = new Chunker();
  const chunks: Chunk[] = [];
  for (let at = 0, i = 0; at < samples.length; i++) {
    const length = pieces[i % pieces.length] ?? samples.length;
    chunks.push(...chunker.push(samples.subarray(at, at + length)));
    at += length;
  }
  const last = chunker.flush();
  return last === undefined ? chunks : [...chunks, last];
}

test('every window holds the sound of its place in the recording, however the sound arrives', () => {
  const length = fc.oneof(
    fc.integer({ min: 1, max: 600_000 }),
    fc.constantFrom(
      HOP_SAMPLES,
      STRIDE_SAMPLES,
      STRIDE_SAMPLES + 1,
      WINDOWS_PER_CHUNK * STRIDE_SAMPLES,
    ),
  );
  const pieces = fc.array(fc.integer({ min: 100, max: 300_000 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(length, pieces, (total, sizes) => {
      const samples = Float32Array.from({ length: total }, (_, i) => i + 1);
      const chunks = cut(samples, sizes);
      let window = 0;
      chunks.forEach((chunk, index) => {
        assert.equal(chunk.index, index);
        assert.equal(chunk.samples.length, (chunk.windows - 1) * STRIDE_SAMPLES + WINDOW_SAMPLES);
        for (let i = 0; i < chunk.windows; i++, window++) {
          const first = window * STRIDE_SAMPLES - MARGIN_FRAMES * HOP_SAMPLES;
          for (const offset of [0, MARGIN_FRAMES * HOP_SAMPLES, WINDOW_SAMPLES - 1]) {
            const at = first + offset;
            const expected = at < 0 || at >= total ? 0 : at + 1;
            assert.equal(chunk.samples[i * STRIDE_SAMPLES + offset], expected);
          }
        }
      });
      const frames = Math.ceil(total / HOP_SAMPLES);
      assert.equal(
        window,
        Math.ceil(frames / USED_FRAMES),
        'windows enough for all frames, and no more',
      );
    }),
    { numRuns: 40 },
  );
});

test('no sound, no chunks', () => {
  assert.deepEqual(cut(new Float32Array(0), [1]), []);
});
