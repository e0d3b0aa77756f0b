/** A layer of fully connected units. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** A row of inputs for each output. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

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
    return { inputs, outputs, weights: take(inputs * outputs), biases: take(outputs) };
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

/**
 * One layer over several inputs, a row for each. Two rows and four outputs at a time: what is read of
 * either serves all of the other, which takes a third of the time of one by one.
 */
export function applyDense(layer: DenseLayer, x: Float64Array): Float64Array {
  const { inputs, outputs, weights, biases } = layer;
  const rows = x.length / inputs;
  const y = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row += 2) {
    // Where no second row or no fourth output is left, the last one is worked out again.
    const other = Math.min(row + 1, rows - 1);
    const xa = row * inputs;
    const xb = other * inputs;
    const ya = row * outputs;
    const yb = other * outputs;
    for (let o0 = 0; o0 < outputs; o0 += 4) {
      const o1 = Math.min(o0 + 1, outputs - 1);
      const o2 = Math.min(o0 + 2, outputs - 1);
      const o3 = Math.min(o0 + 3, outputs - 1);
      const w0 = o0 * inputs;
      const w1 = o1 * inputs;
      const w2 = o2 * inputs;
      const w3 = o3 * inputs;
      let a0 = biases[o0] ?? 0;
      let a1 = biases[o1] ?? 0;
      let a2 = biases[o2] ?? 0;
      let a3 = biases[o3] ?? 0;
      let [b0, b1, b2, b3] = [a0, a1, a2, a3];
      for (let i = 0; i < inputs; i += 1) {
        const a = x[xa + i] ?? 0;
        const b = x[xb + i] ?? 0;
        const p0 = weights[w0 + i] ?? 0;
        const p1 = weights[w1 + i] ?? 0;
        const p2 = weights[w2 + i] ?? 0;
        const p3 = weights[w3 + i] ?? 0;
        a0 += a * p0;
        a1 += a * p1;
        a2 += a * p2;
        a3 += a * p3;
        b0 += b * p0;
        b1 += b * p1;
        b2 += b * p2;
        b3 += b * p3;
      }
      y[ya + o0] = a0;
      y[ya + o1] = a1;
      y[ya + o2] = a2;
      y[ya + o3] = a3;
      y[yb + o0] = b0;
      y[yb + o1] = b1;
      y[yb + o2] = b2;
      y[yb + o3] = b3;
    }
  }
  return y;
}
