import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDense, denseLayers, runDense } from '../../../src/nets/dense.ts';

test('however many rows and outputs are left at the end, each output is its own sum', () => {
  for (const outputs of [1, 3, 4, 6]) {
    for (const rows of [1, 2, 3]) {
      const weights = Float64Array.from({ length: 2 * outputs }, (_, at) => at - 3);
      const biases = Float64Array.from({ length: outputs }, (_, at) => 10 * at);
      const x = Float64Array.from({ length: 2 * rows }, (_, at) => 1 + at * at);
      const y = applyDense({ inputs: 2, outputs, taps: 1, dilation: 1, weights, biases }, x);
      assert.equal(y.length, rows * outputs);
      y.forEach((sum, at) => {
        const [row, o] = [Math.floor(at / outputs), at % outputs];
        const [a = NaN, b = NaN] = x.subarray(2 * row);
        const [p = NaN, q = NaN] = weights.subarray(2 * o);
        assert.equal(sum, 10 * o + a * p + b * q, `${outputs} outputs, ${rows} rows: ${at}`);
      });
    }
  }
});

test('a net is read layer by layer and rectifies between layers, not at its end', () => {
  const numbers = Float32Array.of(1, 1, -1, -1, 0, 0.5, /* second layer: */ -2, 1, 3);
  const layers = denseLayers([2, 2, 1], numbers);
  // Hidden units: max(0, a + b), max(0, 0.5 − a − b).
  assert.deepEqual([...runDense(layers, Float64Array.of(1, 2, -1, -1))], [-3, 5.5]);
});
