import { mixToMono, type PcmBlock } from '../audio/pcm.ts';
import { PowerSpectrum } from '../drums/fft.ts';
import { spectralPeaks, type Peak } from './spectral-peaks.ts';

/** How a recording is tuned. */
export interface Tuning {
  /** From A = 440 Hz, −50 … 50. */
  readonly cents: number;
}

/** A look: two windows of this length, the second this much later than the first … */
const WINDOW_SEC = 0.35;
const APART_SEC = 0.12;
/** … so often. */
const LOOK_EVERY_SEC = 0.6;
const LARGEST_WINDOW = 65_536;
/** A partial is steady if it is in both windows, within so many cents: drums and noise are not. */
const STEADY_CENTS = 8;
/** The fifth and the seventh partial of a note in tune lie 14 and 31 cents below a key of the piano. */
const OUT_OF_TUNE_PARTIALS = [5, 7];
const PARTIAL_CENTS = 25;
/** No single key that is struck over and over decides: weights grow with the root. */
const KEYS = 128;
/**
 * Rayleigh's test (1919): of directions that are mere chance, N·R² exceeds this once in 400 recordings.
 */
const MIN_EVIDENCE = 6;
/** So few keys are a drum's resonance, or a whistle. */
const MIN_KEYS = 3;

/**
 * Finds how a recording is tuned, as it is decoded: the circular mean of how far steady partials lie from the
 * keys of a piano in equal temperament (Dressler & Streich 2007), keys weighted alike but for the root of how
 * much is heard of them.
 */
export class TuningFinder {
  private look: Look | undefined;
  private readonly cos = new Float64Array(KEYS);
  private readonly sin = new Float64Array(KEYS);
  private readonly weights = new Float64Array(KEYS);

  push(block: PcmBlock): void {
    if (this.look?.sampleRate !== block.sampleRate) this.look = new Look(block.sampleRate);
    for (const peaks of this.look.push(mixToMono(block.channels))) this.add(peaks);
  }

  /** @returns `undefined` where nothing tells: no notes, or notes of no common tuning */
  finish(): Tuning | undefined {
    let [cos, sin, total, squares, keys] = [0, 0, 0, 0, 0];
    for (let key = 0; key < KEYS; key++) {
      const weight = this.weights[key] ?? 0;
      if (weight === 0) continue;
      const root = Math.sqrt(weight);
      cos += (root * (this.cos[key] ?? 0)) / weight;
      sin += (root * (this.sin[key] ?? 0)) / weight;
      total += root;
      squares += root * root;
      keys++;
    }
    if (keys < MIN_KEYS) return undefined;
    const count = (total * total) / squares;
    const evidence = (count * (cos * cos + sin * sin)) / (total * total);
    return evidence < MIN_EVIDENCE && evidence < 0.8 * count
      ? undefined
      : { cents: (Math.atan2(sin, cos) / (2 * Math.PI)) * 100 };
  }

  private add(peaks: readonly Peak[]): void {
    for (const { hz, salienceDb } of peaks) {
      const pitch = 69 + 12 * Math.log2(hz / 440);
      const key = Math.round(pitch);
      const angle = 2 * Math.PI * (pitch - key);
      this.cos[key] = (this.cos[key] ?? 0) + salienceDb * Math.cos(angle);
      this.sin[key] = (this.sin[key] ?? 0) + salienceDb * Math.sin(angle);
      this.weights[key] = (this.weights[key] ?? 0) + salienceDb;
    }
  }
}

/** Looks at a stream of samples now and then. */
class Look {
  readonly sampleRate: number;
  private readonly size: number;
  private readonly apart: number;
  private readonly every: number;
  private readonly spectrum: PowerSpectrum;
  private readonly window: Float32Array;
  private readonly buffer: Float32Array;
  private filled = 0;
  private skip = 0;

  constructor(sampleRate: number) {
    this.sampleRate = sampleRate;
    const wanted = 2 ** Math.ceil(Math.log2(WINDOW_SEC * sampleRate));
    this.size = Math.min(LARGEST_WINDOW, wanted);
    this.apart = Math.round(APART_SEC * sampleRate);
    this.buffer = new Float32Array(this.size + this.apart);
    this.every = Math.max(this.buffer.length, Math.round(LOOK_EVERY_SEC * sampleRate));
    this.spectrum = new PowerSpectrum(this.size);
    this.window = Float32Array.from(
      { length: this.size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / this.size),
    );
  }

  /** @returns the steady peaks of each look that these samples complete */
  push(samples: Float32Array): Peak[][] {
    const looks: Peak[][] = [];
    for (let at = 0; at < samples.length;) {
      const skipped = Math.min(this.skip, samples.length - at);
      this.skip -= skipped;
      at += skipped;
      const part = samples.subarray(at, at + this.buffer.length - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled < this.buffer.length) break;
      looks.push(this.steadyPeaks());
      this.filled = 0;
      this.skip = this.every - this.buffer.length;
    }
    return looks;
  }

  private steadyPeaks(): Peak[] {
    const { size, window, buffer, apart } = this;
    const windowed = (from: number): Float32Array =>
      window.map((weight, i) => weight * (buffer[from + i] ?? 0));
    const [first, second] = [new Float32Array(size / 2 + 1), new Float32Array(size / 2 + 1)];
    this.spectrum.compute(windowed(0), windowed(apart), first, second);
    const binHz = this.sampleRate / size;
    const before = spectralPeaks(first, binHz);
    const peaks = spectralPeaks(second, binHz).filter(({ hz }) =>
      before.some((peak) => isNear(peak.hz, hz, STEADY_CENTS)),
    );
    return peaks.filter(
      ({ hz }) =>
        !OUT_OF_TUNE_PARTIALS.some((n) =>
          peaks.some((root) => isNear(root.hz, hz / n, PARTIAL_CENTS)),
        ),
    );
  }
}

function isNear(a: number, b: number, cents: number): boolean {
  return Math.abs(1200 * Math.log2(a / b)) <= cents;
}
