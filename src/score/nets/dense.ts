/** Values of one layer of a net. */
export type Units = Float32Array | Float64Array;

/**
 * Runs a small net of fully connected layers: rectifiers between them, none at the end.
 * @param units of each layer; the first holds the input, the others are filled
 * @param weights of each layer but the first: a row for each unit, then the biases
 * @returns the last layer
 */
export function runDense(units: readonly Units[], weights: Float32Array): Units {
  let [x = new Float32Array()] = units;
  let offset = 0;
  units.forEach((y, layer) => {
    if (layer === 0) return;
    const inputs = x.length;
    const biases = offset + inputs * y.length;
    const isLast = layer === units.length - 1;
    for (let o = 0; o < y.length; o += 1) {
      const row = offset + o * inputs;
      let sum = weights[biases + o] ?? 0;
      for (let i = 0; i < inputs; i += 1) sum += (x[i] ?? 0) * (weights[row + i] ?? 0);
      y[o] = isLast ? sum : Math.max(0, sum);
    }
    offset = biases + y.length;
    x = y;
  });
  return x;
}
