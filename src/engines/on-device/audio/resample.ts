/** The rate the note model listens at. */
export const MODEL_RATE = 22_050;

/** Edges of the filter, as parts of the lower of the two Nyquist frequencies. */
const PASS_EDGE = 0.86;
const STOP_EDGE = 1.05;
const STOP_DB = 80;
/** Where a ratio would need more phases than this (odd sample rates), the nearest phase is used. */
const MAX_PHASES = 4096;
/** Rates are taken to a thousandth of a hertz: over an hour that is no sample. */
const PER_HZ = 1000;

/**
 * Streaming sample-rate converter to 22 050 Hz: a polyphase FIR low-pass with a Kaiser window
 * (Kaiser 1974), without delay. From 44.1 or 48 kHz it is flat within 0.01 dB to 9.4 kHz and at
 * least 80 dB down from 11.6 kHz on, so nothing folds back below 10.5 kHz.
 */
export class Resampler {
  private readonly up: number;
  private readonly down: number;
  private readonly phases: number;
  private readonly taps: number;
  /** Phase-major, each phase's taps in the order of the input. */
  private readonly bank: Float32Array;
  private buffer: Float32Array;
  private filled: number;
  /** Of the next output: whole input samples from the start of `buffer` … */
  private whole = 0;
  /** … and the fraction of one, in units of 1 / `up`. */
  private part = 0;
  private consumed = 0;
  private produced = 0;

  /** @param sampleRate of the input, in Hz; need not be whole */
  constructor(sampleRate: number) {
    const [up, down] = [MODEL_RATE * PER_HZ, Math.round(sampleRate * PER_HZ)];
    const common = gcd(down, up);
    this.up = up / common;
    this.down = down / common;
    this.phases = Math.min(this.up, MAX_PHASES);
    const nyquist = Math.min(sampleRate, MODEL_RATE) / 2;
    const transition = ((STOP_EDGE - PASS_EDGE) * nyquist) / sampleRate;
    const length = Math.ceil((STOP_DB - 7.95) / (14.36 * transition));
    this.taps = length + (length % 2);
    const cutoff = (((PASS_EDGE + STOP_EDGE) / 2) * nyquist) / sampleRate;
    this.bank = filterBank(this.phases, this.taps, cutoff);
    // Half a filter of silence before the first sample makes the delay zero.
    this.filled = this.taps / 2 - 1;
    this.buffer = new Float32Array(this.filled);
  }

  /** @returns the output that this input completes */
  push(input: Float32Array): Float32Array {
    if (this.up === 1 && this.down === 1) return input;
    this.consumed += input.length;
    return this.convert(input);
  }

  /** The output that was waiting for more input. */
  flush(): Float32Array {
    if (this.up === 1 && this.down === 1) return new Float32Array(0);
    const total = Math.ceil((this.consumed * this.up) / this.down);
    const tail = this.convert(new Float32Array(this.taps));
    return tail.subarray(0, Math.max(0, tail.length - (this.produced - total)));
  }

  private convert(input: Float32Array): Float32Array {
    const { taps, bank, up, phases } = this;
    const signal = new Float32Array(this.filled + input.length);
    signal.set(this.buffer.subarray(0, this.filled));
    signal.set(input, this.filled);

    const output = new Float32Array(Math.ceil((signal.length * up) / this.down) + 1);
    const stepWhole = Math.floor(this.down / up);
    const stepPart = this.down % up;
    let count = 0;
    while (this.whole + taps < signal.length) {
      const phase = phases === up ? this.part : Math.round((this.part / up) * phases);
      let tap = phase * taps;
      let sum = 0;
      for (let at = this.whole, end = at + taps; at < end; at++, tap++) {
        sum += (signal[at] ?? 0) * (bank[tap] ?? 0);
      }
      output[count++] = sum;
      this.whole += stepWhole;
      this.part += stepPart;
      if (this.part >= up) {
        this.part -= up;
        this.whole++;
      }
    }
    const keepFrom = Math.min(this.whole, signal.length);
    this.buffer = signal.slice(keepFrom);
    this.filled = this.buffer.length;
    this.whole -= keepFrom;
    this.produced += count;
    return output.subarray(0, count);
  }
}

/** One phase more than asked for: rounding may reach the phase that is the next sample's first. */
function filterBank(phases: number, taps: number, cutoff: number): Float32Array {
  const bank = new Float32Array((phases + 1) * taps);
  const beta = 0.1102 * (STOP_DB - 8.7);
  const half = taps / 2;
  const scale = 1 / besselI0(beta);
  for (let phase = 0; phase <= phases; phase++) {
    const from = phase * taps;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (half - 1) - phase / phases;
      const inside = 1 - (distance / half) ** 2;
      const window = inside <= 0 ? 0 : besselI0(beta * Math.sqrt(inside)) * scale;
      const angle = 2 * Math.PI * cutoff * distance;
      const value = (distance === 0 ? 1 : Math.sin(angle) / angle) * window;
      bank[from + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) bank[from + tap] = (bank[from + tap] ?? 0) / sum;
  }
  return bank;
}

/** Modified Bessel function of the first kind, order zero, by its power series. */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
