import { bytesOfBase64 } from '../../nets/base64.ts';
import { convolve } from '../../nets/convolve.ts';
import type { Convolution } from '../../nets/convolve.ts';
import { rectify } from '../../nets/dense.ts';
import { logSumOfExponentials } from '../../nets/log-sum.ts';
import { FEATURES } from './net-input.ts';
import { BAND_WEIGHTS } from './band-weights.ts';
import { PLACE_CHANCES, WEIGHTS } from './beat-weights.ts';

/** Kinds of places in a bar the net tells apart, in its order. */
export const PLACES = {
  downbeat: 0,
  halfBar: 1,
  beat: 2,
  half: 3,
  quarter: 4,
  third: 5,
  twoThirds: 6,
  sixth: 7,
  fine: 8,
  ornament: 9,
} as const;
export const PLACE_KINDS = 10;

/** Lengths of the beat the net tells apart: 0.15 s and on in steps of 10 %. */
export const SHORTEST_HEARD_BEAT_SEC = 0.15;
export const HEARD_BEAT_STEP = 0.1;
export const HEARD_BEATS = 31;

/** Time signatures the nets tell apart, in their order. */
export const HEARD_TIMES = [
  { beats: 2, beatType: 4 },
  { beats: 3, beatType: 4 },
  { beats: 4, beatType: 4 },
  { beats: 2, beatType: 2 },
  { beats: 3, beatType: 2 },
  { beats: 6, beatType: 8 },
  { beats: 9, beatType: 8 },
  { beats: 12, beatType: 8 },
  { beats: 3, beatType: 8 },
  { beats: 4, beatType: 8 },
  { beats: 6, beatType: 4 },
  { beats: 5, beatType: 4 },
] as const;

const CHANNELS = 32;
const DILATIONS = [1, 2, 4, 8, 16, 32, 64, 1] as const;
/** In training it says the metre, too, which helps it to hear the rest. */
const OUTPUTS = PLACE_KINDS + HEARD_BEATS + HEARD_TIMES.length;

/** What the net makes of a run of attacks; everything in nats. */
export interface Impression {
  /** Per attack and kind of place: log-odds of the place against how common such places are. */
  readonly places: Float32Array;
  /** Per attack and length of the beat: log-probability. */
  readonly beats: Float32Array;
}

interface Net {
  readonly first: Convolution;
  readonly blocks: readonly { readonly wide: Convolution; readonly mix: Convolution }[];
  readonly heads: Convolution;
}

let forBands: Net | undefined;
let forOthers: Net | undefined;

const LOG_PLACE_CHANCES = Float64Array.from(PLACE_CHANCES, Math.log);

/**
 * A convolutional net over attacks (dilated, residual, after Bai, Kolter & Koltun 2018; used for beats
 * by Böck & Davies 2020): what each attack may be in its bar, judged with the 128 attacks around it.
 * How it was trained and how good it is: `scripts/training/beats/README.md`.
 *
 * @param input rows of `netInput`
 * @param hasDrums whose weights are taken: what was learned last from pianists is heard by those alone
 */
export function hearBeats(input: Float64Array, hasDrums: boolean): Impression {
  const { first, blocks, heads } = hasDrums
    ? (forBands ??= load(BAND_WEIGHTS))
    : (forOthers ??= load(WEIGHTS));
  const count = input.length / FEATURES;
  // With the row of zeros that a convolution reads beyond the ends.
  const rows = (): Float64Array => new Float64Array((count + 1) * CHANNELS);
  const [h, inner, change] = [rows(), rows(), rows()];
  const padded = new Float64Array((count + 1) * FEATURES);
  padded.set(input);
  convolve(first, padded, count, h);
  rectify(h);
  for (const { wide, mix } of blocks) {
    convolve(wide, h, count, inner);
    rectify(inner);
    convolve(mix, inner, count, change);
    addTo(h, change);
  }
  const out = new Float64Array(count * OUTPUTS);
  convolve(heads, h, count, out);
  const places = logChances(out, 0, PLACE_KINDS);
  for (let at = 0; at < places.length; at += 1) {
    places[at] = (places[at] ?? 0) - (LOG_PLACE_CHANCES[at % PLACE_KINDS] ?? 0);
  }
  return { places, beats: logChances(out, PLACE_KINDS, HEARD_BEATS) };
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let at = 0; at < sums.length; at += 1) sums[at] = (sums[at] ?? 0) + (values[at] ?? 0);
}

/** Logarithms of the chances that some of the outputs at each attack stand for (a softmax). */
function logChances(out: Float64Array, first: number, size: number): Float32Array {
  const count = out.length / OUTPUTS;
  const chances = new Float32Array(count * size);
  for (let at = 0; at < count; at += 1) {
    const from = at * OUTPUTS + first;
    const norm = logSumOfExponentials(out, from, size);
    for (let index = 0; index < size; index += 1) {
      chances[at * size + index] = (out[from + index] ?? 0) - norm;
    }
  }
  return chances;
}

/** Weights are stored as PyTorch orders them: [output][input][tap] in 8 bits under one scale, then biases. */
function load(stored: string): Net {
  const view = new DataView(bytesOfBase64(stored).buffer);
  let offset = 0;
  const float = (): number => {
    offset += 4;
    return view.getFloat32(offset - 4, true);
  };
  const layer = (inputs: number, outputs: number, taps: 1 | 3, dilation: number): Convolution => {
    const scale = float();
    const weights = new Float64Array(outputs * taps * inputs);
    for (let o = 0; o < outputs; o += 1) {
      for (let input = 0; input < inputs; input += 1) {
        for (let tap = 0; tap < taps; tap += 1) {
          weights[(o * taps + tap) * inputs + input] = scale * view.getInt8(offset);
          offset += 1;
        }
      }
    }
    const biases = Float64Array.from({ length: outputs }, float);
    return { inputs, outputs, taps, dilation, weights, biases };
  };
  const first = layer(FEATURES, CHANNELS, 3, 1);
  // All wide layers are stored before all that mix.
  const wides = DILATIONS.map((dilation) => layer(CHANNELS, CHANNELS, 3, dilation));
  const blocks = wides.map((wide) => ({ wide, mix: layer(CHANNELS, CHANNELS, 1, 1) }));
  return { first, blocks, heads: layer(CHANNELS, OUTPUTS, 1, 1) };
}
