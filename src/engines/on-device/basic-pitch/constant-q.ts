import { WINDOW_FRAMES, WINDOW_SAMPLES } from './grid.ts';
import type { Arena } from './kernels.ts';
import type { ModelWeights } from './model-weights.ts';

/** Bins of the spectrum that the model reads: three per semitone, from a little below A0. */
export const BINS = 309;
const OCTAVES = 9;
const PER_OCTAVE = 36;
/** Bins of the lowest octave that are computed and not used. */
const SPARE = OCTAVES * PER_OCTAVE - BINS;
const TAPS = 256;
const PAD = TAPS / 2;
/** Samples from frame to frame in the highest octave; half as many in each below. */
const HOP = 256;
/** Real and imaginary parts of so many bins are computed together. */
const TOGETHER = 4;
const GROUPS = PER_OCTAVE / TOGETHER;
const LANES = 2 * TOGETHER;
/** Room behind each signal for what is computed four at a time. */
const SLACK = 16;

interface Group {
  readonly taps: number;
  readonly offsets: number;
  readonly weights: number;
}

/**
 * The constant-Q transform in front of the note model: octave by octave from the top, each from the
 * signal of the one above at half its rate (Schörkhuber & Klapuri 2010; as nnAudio's CQT2010v2).
 */
export class ConstantQ {
  private readonly arena: Arena;
  private readonly groups: readonly Group[];
  private readonly lowpass: number;
  private readonly lengths: Float32Array;
  private readonly signals: readonly { readonly at: number; readonly length: number }[];
  private readonly noBias: number;
  private readonly noOffset: number;
  private readonly result: number;

  constructor(arena: Arena, weights: ModelWeights) {
    this.arena = arena;
    this.noBias = arena.floats(new Float32Array(LANES));
    this.noOffset = arena.offsets([0]);
    this.lowpass = arena.floats(weights('conv1d_2/ExpandDims_1'));
    this.lengths = weights('cq_t2010v2_1/Sqrt');
    const real = weights('conv1d/ExpandDims_1');
    const imaginary = weights('conv1d_1/ExpandDims_1');
    this.groups = Array.from({ length: GROUPS }, (_, i) => makeGroup(arena, real, imaginary, i));
    let length = WINDOW_SAMPLES;
    this.signals = Array.from({ length: OCTAVES }, () => {
      const signal = { at: arena.allocate(length + 2 * PAD + SLACK), length };
      length = Math.floor((length + 2 * (PAD - 1) - TAPS) / 2) + 1;
      return signal;
    });
    this.result = arena.allocate(WINDOW_FRAMES * GROUPS * LANES);
  }

  /** Power of each frame and bin. @param power frames × bins */
  transform(samples: Float32Array, power: Float32Array): void {
    const { spread, gather } = this.arena.kernels;
    const rowBytes = GROUPS * LANES * 4;
    this.signals.forEach(({ at, length }, octave) => {
      const signal = this.arena.view(at, length + 2 * PAD + SLACK);
      if (octave === 0) signal.set(samples, PAD);
      mirrorEnds(signal, length);
      const step = (HOP >> octave) * 4;
      this.groups.forEach(({ taps, offsets, weights }, group) => {
        const out = this.result + group * LANES * 4;
        spread(WINDOW_FRAMES, at, step, taps, offsets, weights, this.noBias, out, rowBytes, false);
      });
      this.readPower(power, (OCTAVES - 1 - octave) * PER_OCTAVE - SPARE);
      const next = this.signals[octave + 1];
      if (next === undefined) return;
      signal.fill(0, 0, PAD);
      signal.fill(0, PAD + length);
      const count = Math.ceil(next.length / 4) * 4;
      const to = next.at + PAD * 4;
      gather(count, at + 4, 8, 1, this.noOffset, TAPS * 4, this.lowpass, 0, to, 4);
    });
  }

  private readPower(power: Float32Array, firstBin: number): void {
    const result = this.arena.view(this.result, WINDOW_FRAMES * GROUPS * LANES);
    for (let frame = 0; frame < WINDOW_FRAMES; frame++) {
      for (let i = 0; i < PER_OCTAVE; i++) {
        const bin = firstBin + i;
        if (bin < 0) continue;
        const from = (frame * GROUPS + Math.floor(i / TOGETHER)) * LANES + (i % TOGETHER);
        const scale = this.lengths[bin] ?? 0;
        const real = (result[from] ?? 0) * scale;
        const imaginary = (result[from + TOGETHER] ?? 0) * scale;
        power[frame * BINS + bin] = real * real + imaginary * imaginary;
      }
    }
  }
}

/** The taps from the first to the last at which any of the group's bins has a weight. */
function makeGroup(
  arena: Arena,
  real: Float32Array,
  imaginary: Float32Array,
  group: number,
): Group {
  const rows = Array.from({ length: TAPS }, (_, tap) =>
    [real, imaginary].flatMap((kernel) => {
      const from = tap * PER_OCTAVE + group * TOGETHER;
      return [...kernel.subarray(from, from + TOGETHER)];
    }),
  );
  const isUsed = (row: readonly number[]): boolean => row.some((weight) => weight !== 0);
  const first = rows.findIndex(isUsed);
  const used = rows.slice(first, rows.findLastIndex(isUsed) + 1);
  return {
    taps: used.length,
    offsets: arena.offsets(used.map((_, i) => (first + i) * 4)),
    weights: arena.floats(used.flat()),
  };
}

/** Before the beginning and after the end, the signal runs backwards. */
function mirrorEnds(signal: Float32Array, length: number): void {
  for (let i = 1; i <= PAD; i++) {
    signal[PAD - i] = signal[PAD + i] ?? 0;
    signal[PAD + length - 1 + i] = signal[PAD + length - 1 - i] ?? 0;
  }
}
