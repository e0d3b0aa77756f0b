import { ComplexFft } from '../audio/complex-fft.ts';
import type { BandGrid } from './band-grid.ts';

/** Power below which a band counts as silent: about −100 dB against a full-scale sine. */
const FLOOR = 1e-10;

/** One window of two channels: its spectrum, and what its bands hold. */
export interface Frame {
  /** Spectrum of left + i · right, `windowSamples` numbers each. */
  readonly re: Float32Array;
  readonly im: Float32Array;
  /** Level of each band in dB, both channels together. */
  readonly levels: Float32Array;
  /** How much louder one channel is, 0–1. */
  readonly balance: Float32Array;
  /** How alike the channels are, −1 to 1. */
  readonly likeness: Float32Array;
}

/**
 * Takes sound apart into windows and puts it together again. The two channels are one complex signal, so that one
 * transform does for both: a real mask, the same for a bin and its mirror image, changes both alike.
 */
export class StereoSpectrum {
  private readonly grid: BandGrid;
  private readonly fft: ComplexFft;
  private readonly window: Float32Array;
  private readonly left: Float32Array;
  private readonly right: Float32Array;

  constructor(grid: BandGrid) {
    const { windowSamples } = grid;
    this.grid = grid;
    this.fft = new ComplexFft(windowSamples);
    // The root of a Hann window, before and after: four of its squares that overlap add up to 2.
    this.window = Float32Array.from({ length: windowSamples }, (_, i) =>
      Math.sin((Math.PI * (i + 0.5)) / windowSamples),
    );
    this.left = new Float32Array(windowSamples);
    this.right = new Float32Array(windowSamples);
  }

  createFrame(): Frame {
    const { windowSamples, bandCount } = this.grid;
    return {
      re: new Float32Array(windowSamples),
      im: new Float32Array(windowSamples),
      levels: new Float32Array(bandCount),
      balance: new Float32Array(bandCount),
      likeness: new Float32Array(bandCount),
    };
  }

  /** @param at where the window begins in both channels */
  analyse(left: Float32Array, right: Float32Array, at: number, frame: Frame): void {
    const { window, fft } = this;
    for (let i = 0; i < window.length; i++) {
      const weight = window[i] ?? 0;
      this.left[i] = weight * (left[at + i] ?? 0);
      this.right[i] = weight * (right[at + i] ?? 0);
    }
    fft.load(this.left, this.right);
    fft.transform();
    frame.re.set(fft.re);
    frame.im.set(fft.im);
    this.measure(frame);
  }

  /** Adds a window, weighted bin by bin, to both channels. @param mask one weight per bin, 0 … half a window */
  addMasked(
    { re, im }: Frame,
    mask: Float32Array,
    left: Float32Array,
    right: Float32Array,
    at: number,
  ): void {
    const { window, fft } = this;
    const size = window.length;
    // Backwards is forwards with real and imaginary parts exchanged.
    for (let i = 0; i < size; i++) {
      const from = fft.reversed[i] ?? 0;
      const weight = mask[from <= size / 2 ? from : size - from] ?? 0;
      fft.re[i] = weight * (im[from] ?? 0);
      fft.im[i] = weight * (re[from] ?? 0);
    }
    fft.transform();
    for (let i = 0; i < size; i++) {
      const weight = (window[i] ?? 0) / (2 * size);
      left[at + i] = (left[at + i] ?? 0) + weight * (fft.im[i] ?? 0);
      right[at + i] = (right[at + i] ?? 0) + weight * (fft.re[i] ?? 0);
    }
  }

  private measure({ re, im, levels, balance, likeness }: Frame): void {
    const { firstBins, bandCount, windowSamples } = this.grid;
    const scale = 16 / windowSamples ** 2;
    for (let band = 0; band < bandCount; band++) {
      const [from, to] = [firstBins[band] ?? 0, firstBins[band + 1] ?? 0];
      let [left, right, both] = [0, 0, 0];
      for (let bin = from; bin < to; bin++) {
        const mirror = (windowSamples - bin) % windowSamples;
        const leftRe = (re[bin] ?? 0) + (re[mirror] ?? 0);
        const leftIm = (im[bin] ?? 0) - (im[mirror] ?? 0);
        const rightRe = (im[bin] ?? 0) + (im[mirror] ?? 0);
        const rightIm = (re[mirror] ?? 0) - (re[bin] ?? 0);
        left += leftRe * leftRe + leftIm * leftIm;
        right += rightRe * rightRe + rightIm * rightIm;
        both += leftRe * rightRe + leftIm * rightIm;
      }
      const power = left + right;
      levels[band] = 10 * Math.log10((scale * power) / (4 * (to - from)) + FLOOR);
      balance[band] = power > 0 ? Math.abs(left - right) / power : 0;
      likeness[band] = power > 0 ? (2 * both) / power : 1;
    }
  }
}
