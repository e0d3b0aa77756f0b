import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import { PowerSpectrum } from './fft.ts';

/** Bands per frame. */
export const BANDS = 48;
const FFT_SIZE = 1024;
const LOWEST_HZ = 30;
const HIGHEST_HZ = 10_400;
/** Power below which a band counts as silent: −90 dB against a full-scale sine. */
const FLOOR = 1e-9;

/**
 * Streaming spectrogram for drums: the power in 48 overlapping bands, evenly spaced in pitch, in
 * decibels, on the frames of the note model (frame n is centred at n × 256 samples).
 */
export class BandStream {
  private readonly spectrum = new PowerSpectrum(FFT_SIZE);
  private readonly filters = bandFilters();
  private readonly window = hann();
  private buffer = new Float32Array(1 << 16);
  /** The first frame is centred on the first sample. */
  private filled = FFT_SIZE / 2;
  private levels = new Float32Array(BANDS << 12);
  private frames = 0;

  push(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.buffer.length - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === this.buffer.length) this.consume();
    }
  }

  /** Levels in dB, frame by frame. */
  finish(): Float32Array {
    // One hop more, because frames are made in pairs.
    this.push(new Float32Array(FFT_SIZE / 2 + HOP_SAMPLES));
    this.consume();
    return this.levels.subarray(0, this.frames * BANDS);
  }

  private consume(): void {
    const pairs = Math.floor((this.filled - FFT_SIZE) / HOP_SAMPLES / 2 + 0.5);
    const [a, b] = [new Float32Array(FFT_SIZE), new Float32Array(FFT_SIZE)];
    const [powerA, powerB] = [
      new Float32Array(FFT_SIZE / 2 + 1),
      new Float32Array(FFT_SIZE / 2 + 1),
    ];
    let from = 0;
    for (let pair = 0; pair < pairs; pair++, from += 2 * HOP_SAMPLES) {
      for (let i = 0; i < FFT_SIZE; i++) {
        const weight = this.window[i] ?? 0;
        a[i] = (this.buffer[from + i] ?? 0) * weight;
        b[i] = (this.buffer[from + HOP_SAMPLES + i] ?? 0) * weight;
      }
      this.spectrum.compute(a, b, powerA, powerB);
      this.append(powerA);
      this.append(powerB);
    }
    this.buffer.copyWithin(0, from, this.filled);
    this.filled -= from;
  }

  private append(power: Float32Array): void {
    const at = this.frames * BANDS;
    if (at === this.levels.length) {
      const longer = new Float32Array(at * 2);
      longer.set(this.levels);
      this.levels = longer;
    }
    this.filters.forEach(({ firstBin, weights }, band) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++)
        sum += (weights[i] ?? 0) * (power[firstBin + i] ?? 0);
      this.levels[at + band] = 10 * Math.log10(sum + FLOOR);
    });
    this.frames++;
  }
}

/** The band whose centre is nearest to a frequency; −1 where that lies beyond all bands. */
export function bandOfHz(hz: number): number {
  const band = Math.round(
    (Math.log(hz / LOWEST_HZ) / Math.log(HIGHEST_HZ / LOWEST_HZ)) * (BANDS - 1),
  );
  return band >= 0 && band < BANDS ? band : -1;
}

interface BandFilter {
  readonly firstBin: number;
  readonly weights: Float32Array;
}

/** Triangles of unit area that reach to the centres of their neighbours, and at least one bin. */
function bandFilters(): BandFilter[] {
  const binHz = MODEL_RATE / FFT_SIZE;
  const ratio = (HIGHEST_HZ / LOWEST_HZ) ** (1 / (BANDS - 1));
  // A full-scale sine then has the level 0 dB.
  const scale = (4 / FFT_SIZE) ** 2;
  return Array.from({ length: BANDS }, (_, band) => {
    const centre = (LOWEST_HZ * ratio ** band) / binHz;
    const below = Math.min(centre / ratio, centre - 1);
    const above = Math.max(centre * ratio, centre + 1);
    const firstBin = Math.max(0, Math.ceil(below));
    const bins = Array.from({ length: Math.floor(above) - firstBin + 1 }, (_, i) => firstBin + i);
    const heights = bins.map((bin) =>
      Math.max(
        0,
        bin < centre ? (bin - below) / (centre - below) : (above - bin) / (above - centre),
      ),
    );
    const area = heights.reduce((sum, height) => sum + height, 0);
    return { firstBin, weights: Float32Array.from(heights, (height) => (height / area) * scale) };
  });
}

function hann(): Float32Array {
  return Float32Array.from(
    { length: FFT_SIZE },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / FFT_SIZE),
  );
}
