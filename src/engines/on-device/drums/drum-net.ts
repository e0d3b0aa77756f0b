import { BANDS } from './bands.ts';
import { DRUM_WEIGHTS } from './weights.ts';

/** What the net tells apart, in the order of its outputs. */
export const DRUM_CLASSES = [
  'kick',
  'snare',
  'closedHat',
  'openHat',
  'ride',
  'crash',
  'tom',
] as const;
export type DrumClass = (typeof DRUM_CLASSES)[number];

/** Outputs per frame: the drums, then that any of the four cymbals is struck, which is easier to tell than which. */
export const OUTPUTS = DRUM_CLASSES.length + 1;
export const CYMBAL_OUTPUT = DRUM_CLASSES.length;

const HIDDEN = 96;
/** Kernel width and dilation of each layer, in frames, as in `scripts/training/drums/train.py`. */
const SHAPES = [
  { taps: 5, dilation: 1, inputs: BANDS, outputs: HIDDEN },
  { taps: 3, dilation: 2, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 3, dilation: 4, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 3, dilation: 8, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 3, dilation: 1, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 3, dilation: 4, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 3, dilation: 12, inputs: HIDDEN, outputs: HIDDEN },
  { taps: 1, dilation: 1, inputs: HIDDEN, outputs: OUTPUTS },
] as const;
/** Frames the net sees on each side. */
const CONTEXT = SHAPES.reduce((sum, { taps, dilation }) => sum + ((taps - 1) / 2) * dilation, 0);
/** Frames computed at a time. */
const BLOCK = 1024;

interface Layer {
  readonly taps: number;
  readonly dilation: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Order: tap, input, output. */
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/**
 * How likely each drum is struck in each frame, 0–1: a small convolutional net over time with
 * growing dilation (Bai et al. 2018), trained on our own renders.
 * @param levels band levels in dB as `BandStream` makes them
 */
export function drumActivations(levels: Float32Array): Float32Array {
  const layers = readLayers();
  const input = normaliseLevels(levels);
  const frameCount = input.length / BANDS;
  // Silence on both sides: a hit on the very first sample must look like a hit after silence.
  const padded = new Float32Array(input.length + 2 * CONTEXT * BANDS);
  padded.set(input, CONTEXT * BANDS);
  const out = new Float32Array(frameCount * OUTPUTS);
  for (let from = 0; from < frameCount; from += BLOCK) {
    const to = Math.min(frameCount, from + BLOCK);
    let signal: Float32Array = padded.subarray(from * BANDS, (to + 2 * CONTEXT) * BANDS);
    layers.forEach((layer, i) => {
      signal = applyLayer(
        layer,
        signal,
        i === layers.length - 1 ? 'plain' : i === 0 ? 'relu' : 'residual',
      );
    });
    out.set(signal.subarray(CONTEXT * OUTPUTS, (CONTEXT + to - from) * OUTPUTS), from * OUTPUTS);
  }
  return out.map((x) => 1 / (1 + Math.exp(-x)));
}

/** Levels relative to the loud frames of the recording, in steps of 20 dB; silence is 0. */
function normaliseLevels(levels: Float32Array): Float32Array {
  const frameCount = levels.length / BANDS;
  const loudest = new Float32Array(frameCount);
  for (let frame = 0; frame < frameCount; frame++) {
    loudest[frame] = levels
      .subarray(frame * BANDS, (frame + 1) * BANDS)
      .reduce((a, b) => Math.max(a, b), -200);
  }
  const reference = loudest.sort()[Math.floor(frameCount * 0.95)] ?? 0;
  return levels.map((level) => Math.max(0, Math.min(5.5, (level - reference) / 20 + 4)));
}

function applyLayer(
  layer: Layer,
  input: Float32Array,
  kind: 'relu' | 'residual' | 'plain',
): Float32Array {
  const { taps, dilation, inputs, outputs, weights, biases } = layer;
  const frameCount = input.length / inputs;
  const out = new Float32Array(frameCount * outputs);
  const sums = new Float64Array(outputs);
  for (let frame = 0; frame < frameCount; frame++) {
    sums.set(biases);
    for (let tap = 0; tap < taps; tap++) {
      const source = frame + (tap - (taps - 1) / 2) * dilation;
      if (source < 0 || source >= frameCount) continue;
      for (let i = 0; i < inputs; i++) {
        const value = input[source * inputs + i] ?? 0;
        if (value === 0) continue;
        const row = (tap * inputs + i) * outputs;
        for (let o = 0; o < outputs; o++)
          sums[o] = (sums[o] ?? 0) + value * (weights[row + o] ?? 0);
      }
    }
    for (let o = 0; o < outputs; o++) {
      const sum = sums[o] ?? 0;
      const carried = kind === 'residual' ? (input[frame * inputs + o] ?? 0) : 0;
      out[frame * outputs + o] = kind === 'plain' ? sum : carried + Math.max(0, sum);
    }
  }
  return out;
}

/** Eight-bit weights, one scale and one bias per output, layer after layer. */
function readLayers(): Layer[] {
  const bytes = Uint8Array.from(Buffer.from(DRUM_WEIGHTS, 'base64'));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const floats = (count: number): Float32Array => {
    const values = Float32Array.from({ length: count }, (_, i) =>
      view.getFloat32(at + i * 4, true),
    );
    at += count * 4;
    return values;
  };
  return SHAPES.map(({ taps, dilation, inputs, outputs }) => {
    const rounded = new Int8Array(bytes.buffer, at, taps * inputs * outputs);
    at += rounded.length;
    const scales = floats(outputs);
    const biases = floats(outputs);
    const weights = Float32Array.from(rounded, (value, i) => value * (scales[i % outputs] ?? 0));
    return { taps, dilation, inputs, outputs, weights, biases };
  });
}
