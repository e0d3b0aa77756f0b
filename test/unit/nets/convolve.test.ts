import assert from 'node:assert/strict';
import { test } from 'node:test';
import { convolve } from '../../../src/nets/convolve.ts';

test('a convolution reads the rows around each row, and zeros beyond the ends', () => {
  // Two inputs, three taps two rows apart: a hundred times what is before, once what is here, ten times what is after.
  const weights = Float64Array.of(100, 100, 1, 1, 10, 10);
  const layer = {
    inputs: 2,
    outputs: 1,
    taps: 3,
    dilation: 2,
    weights,
    biases: Float64Array.of(0.5),
  };
  // Rows that add up to 1…5, and the row of zeros.
  const x = Float64Array.of(1, 0, 1, 1, 0, 3, 4, 0, 2, 3, 0, 0);
  const y = new Float64Array(5);
  convolve(layer, x, 5, y);
  assert.deepEqual([...y], [31.5, 42.5, 153.5, 204.5, 305.5]);
});
