import { bytesOfBase64 } from './base64.ts';

/** Inputs further than this from their mean, in standard deviations, say no more than this. */
const MOST_DEVIATIONS = 6;

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Order: output, input. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * A small net of fully connected layers with rectifiers between them, for one input at a time (`runDense` is
 * for many at once), read from what `scripts/training/dense_net.py` writes: sizes, mean and deviation of the
 * inputs, then for each layer scales and biases in 32 bits and weights in 8.
 */
export class DenseNet {
  readonly inputs: number;
  readonly outputs: number;
  private readonly means: Float32Array;
  private readonly deviations: Float32Array;
  private readonly layers: readonly Layer[];
  private readonly values: readonly Float32Array[];

  constructor(base64: string) {
    const bytes = bytesOfBase64(base64);
    const view = new DataView(bytes.buffer);
    let at = 4;
    const sizes = Array.from({ length: view.getInt32(0, true) }, () => {
      at += 4;
      return view.getInt32(at - 4, true);
    });
    const floats = (count: number): Float32Array => {
      const values = new Float32Array(bytes.buffer, at, count);
      at += values.byteLength;
      return values;
    };
    this.inputs = sizes[0] ?? 0;
    this.outputs = sizes.at(-1) ?? 0;
    this.means = floats(this.inputs);
    this.deviations = floats(this.inputs);
    this.layers = sizes.slice(1).map((outputs, i) => {
      const inputs = sizes[i] ?? 0;
      const scales = floats(outputs);
      const biases = floats(outputs);
      const rounded = new Int8Array(bytes.buffer, at, inputs * outputs);
      at += Math.ceil(rounded.length / 4) * 4;
      const weights = Float32Array.from(
        rounded,
        (weight, cell) => weight * (scales[Math.floor(cell / inputs)] ?? 0),
      );
      return { inputs, outputs, weights, biases };
    });
    this.values = sizes.map((size) => new Float32Array(size));
  }

  /** @returns one number per output, without a squashing function; valid until the next call */
  apply(features: ArrayLike<number>): Float32Array {
    let input = this.values[0] ?? new Float32Array();
    for (let i = 0; i < input.length; i++) {
      const deviation = ((features[i] ?? 0) - (this.means[i] ?? 0)) / (this.deviations[i] ?? 1);
      input[i] = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviation));
    }
    this.layers.forEach(({ inputs, outputs, weights, biases }, index) => {
      const result = this.values[index + 1] ?? new Float32Array();
      const isLast = index === this.layers.length - 1;
      for (let out = 0; out < outputs; out++) {
        let sum = biases[out] ?? 0;
        const row = out * inputs;
        for (let i = 0; i < inputs; i++) sum += (weights[row + i] ?? 0) * (input[i] ?? 0);
        result[out] = isLast ? sum : Math.max(0, sum);
      }
      input = result;
    });
    return input;
  }
}

/** The probability of which `logit` is the logarithm of the odds. */
export function probability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
