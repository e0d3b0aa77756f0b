import { convolve } from './convolve.ts';
import type { Convolution } from './convolve.ts';

/** A layer of fully connected units, which see one row. */
export type DenseLayer = Convolution & { readonly taps: 1 };

/**
 * The layers of a net.
 * @param sizes of its layers, from the input on
 * @param numbers for each layer but the first: a row for each unit, then the biases
 */
export function denseLayers(sizes: readonly number[], numbers: Float32Array): DenseLayer[] {
  let at = 0;
  const take = (count: number): Float64Array => {
    at += count;
    return Float64Array.from(numbers.subarray(at - count, at));
  };
  return sizes.slice(1).map((outputs, layer) => {
    const inputs = sizes[layer] ?? 0;
    const weights = take(inputs * outputs);
    return { inputs, outputs, taps: 1, dilation: 1, weights, biases: take(outputs) };
  });
}

/**
 * Runs a net over several inputs at once: rectifiers between its layers, none at the end.
 * @param x a row for each input
 * @returns a row for each
 */
export function runDense(layers: readonly DenseLayer[], x: Float64Array): Float64Array {
  let values = x;
  layers.forEach((layer, index) => {
    if (index > 0) rectify(values);
    values = applyDense(layer, values);
  });
  return values;
}

export function rectify(x: Float64Array): void {
  for (let at = 0; at < x.length; at += 1) if ((x[at] ?? 0) < 0) x[at] = 0;
}

/** One layer over several inputs, a row for each. */
export function applyDense(layer: DenseLayer, x: Float64Array): Float64Array {
  const count = x.length / layer.inputs;
  const y = new Float64Array(count * layer.outputs);
  convolve(layer, x, count, y);
  return y;
}
