import { bytesOfBase64 } from '../nets/base64.ts';
import { FEATURES } from './net-input.ts';
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

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** From the middle tap outwards, in attacks. */
  readonly dilation: number;
  readonly taps: 1 | 3;
  /** [tap][input][output]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

interface Net {
  readonly first: Layer;
  readonly wide: readonly Layer[];
  readonly mix: readonly Layer[];
  readonly heads: Layer;
}

let loaded: Net | undefined;

/**
 * A convolutional net over attacks (dilated, residual, after Bai, Kolter & Koltun 2018; used for beats
 * by Böck & Davies 2020): what each attack may be in its bar, judged with the 128 attacks around it.
 * How it was trained and how good it is: `scripts/training/beats/README.md`.
 */
export function hearBeats(input: Float32Array): Impression {
  loaded ??= load();
  const count = input.length / FEATURES;
  let h = convolve(loaded.first, input, count);
  rectify(h);
  loaded.wide.forEach((wide, index) => {
    const inner = convolve(wide, h, count);
    rectify(inner);
    const mix = loaded?.mix[index];
    if (mix === undefined) return;
    const change = convolve(mix, inner, count);
    h = change.map((value, at) => value + (h[at] ?? 0));
  });
  const out = convolve(loaded.heads, h, count);
  const slice = (from: number, size: number): Float32Array => {
    const part = new Float32Array(count * size);
    for (let at = 0; at < count; at += 1) {
      part.set(out.subarray(at * OUTPUTS + from, at * OUTPUTS + from + size), at * size);
    }
    return part;
  };
  const places = logSoftmax(slice(0, PLACE_KINDS), PLACE_KINDS);
  places.forEach((value, at) => {
    places[at] = value - Math.log(PLACE_CHANCES[at % PLACE_KINDS] ?? 1);
  });
  return {
    places,
    beats: logSoftmax(slice(PLACE_KINDS, HEARD_BEATS), HEARD_BEATS),
  };
}

function convolve(layer: Layer, x: Float32Array, count: number): Float32Array {
  const { inputs, outputs, taps, dilation, weights, bias } = layer;
  const y = new Float32Array(count * outputs);
  for (let at = 0; at < count; at += 1) {
    const to = at * outputs;
    for (let o = 0; o < outputs; o += 1) y[to + o] = bias[o] ?? 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const from = at + (taps === 1 ? 0 : (tap - 1) * dilation);
      if (from < 0 || from >= count) continue;
      for (let i = 0; i < inputs; i += 1) {
        const value = x[from * inputs + i] ?? 0;
        if (value === 0) continue;
        const w = (tap * inputs + i) * outputs;
        for (let o = 0; o < outputs; o += 1) {
          y[to + o] = (y[to + o] ?? 0) + value * (weights[w + o] ?? 0);
        }
      }
    }
  }
  return y;
}

function rectify(x: Float32Array): void {
  x.forEach((value, at) => {
    if (value < 0) x[at] = 0;
  });
}

function logSoftmax(x: Float32Array, size: number): Float32Array {
  for (let at = 0; at < x.length; at += size) {
    const row = x.subarray(at, at + size);
    const most = Math.max(...row);
    const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
    const norm = most + Math.log(sum);
    row.forEach((value, index) => {
      row[index] = value - norm;
    });
  }
  return x;
}

/** Weights are stored as PyTorch orders them: [output][input][tap] in 8 bits under one scale, then biases. */
function load(): Net {
  const view = new DataView(bytesOfBase64(WEIGHTS).buffer);
  let offset = 0;
  const float = (): number => {
    offset += 4;
    return view.getFloat32(offset - 4, true);
  };
  const layer = (inputs: number, outputs: number, taps: 1 | 3, dilation: number): Layer => {
    const scale = float();
    const weights = new Float32Array(taps * inputs * outputs);
    for (let o = 0; o < outputs; o += 1) {
      for (let i = 0; i < inputs; i += 1) {
        for (let tap = 0; tap < taps; tap += 1) {
          weights[(tap * inputs + i) * outputs + o] = scale * view.getInt8(offset);
          offset += 1;
        }
      }
    }
    const bias = Float32Array.from({ length: outputs }, float);
    return { inputs, outputs, taps, dilation, weights, bias };
  };
  return {
    first: layer(FEATURES, CHANNELS, 3, 1),
    wide: DILATIONS.map((dilation) => layer(CHANNELS, CHANNELS, 3, dilation)),
    mix: DILATIONS.map(() => layer(CHANNELS, CHANNELS, 1, 1)),
    heads: layer(CHANNELS, OUTPUTS, 1, 1),
  };
}
