import { ComplexFft } from '../audio/complex-fft.ts';

/** Power spectra of two real signals at once, as the real and the imaginary part of one. */
export class PowerSpectrum {
  private readonly fft: ComplexFft;

  /** @param size a power of two, at most 65 536 */
  constructor(size: number) {
    this.fft = new ComplexFft(size);
  }

  /** Writes |X[k]|² of both signals, k = 0 … size / 2. */
  compute(a: Float32Array, b: Float32Array, powerA: Float32Array, powerB: Float32Array): void {
    const { size, re, im } = this.fft;
    this.fft.load(a, b);
    this.fft.transform();
    for (let k = 0; k <= size / 2; k++) {
      const mirror = (size - k) % size;
      const sumRe = (re[k] ?? 0) + (re[mirror] ?? 0);
      const sumIm = (im[k] ?? 0) + (im[mirror] ?? 0);
      const diffRe = (re[k] ?? 0) - (re[mirror] ?? 0);
      const diffIm = (im[k] ?? 0) - (im[mirror] ?? 0);
      powerA[k] = (sumRe * sumRe + diffIm * diffIm) / 4;
      powerB[k] = (sumIm * sumIm + diffRe * diffRe) / 4;
    }
  }
}
