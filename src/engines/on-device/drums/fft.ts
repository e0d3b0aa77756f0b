/**
 * Power spectrum of real signals of one power-of-two length: an iterative radix-2 transform
 * (Cooley & Tukey 1965) of two real signals at once, as the real and the imaginary part of one.
 */
export class PowerSpectrum {
  private readonly size: number;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly reversed: Uint16Array;
  private readonly re: Float64Array;
  private readonly im: Float64Array;

  /** @param size a power of two, at most 65 536 */
  constructor(size: number) {
    this.size = size;
    this.cos = Float64Array.from({ length: size / 2 }, (_, i) =>
      Math.cos((2 * Math.PI * i) / size),
    );
    this.sin = Float64Array.from(
      { length: size / 2 },
      (_, i) => -Math.sin((2 * Math.PI * i) / size),
    );
    this.reversed = new Uint16Array(size);
    for (let i = 1; i < size; i++) {
      this.reversed[i] = ((this.reversed[i >> 1] ?? 0) >> 1) | (i & 1 ? size >> 1 : 0);
    }
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
  }

  /** Writes |X[k]|² of both signals, k = 0 … size / 2. */
  compute(a: Float32Array, b: Float32Array, powerA: Float32Array, powerB: Float32Array): void {
    const { size, re, im, reversed } = this;
    for (let i = 0; i < size; i++) {
      const from = reversed[i] ?? 0;
      re[i] = a[from] ?? 0;
      im[i] = b[from] ?? 0;
    }
    this.transform();
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

  private transform(): void {
    const { size, re, im, cos, sin } = this;
    for (let half = 1; half < size; half *= 2) {
      const step = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let i = 0, at = 0; i < half; i++, at += step) {
          const upper = start + i;
          const lower = upper + half;
          const c = cos[at] ?? 0;
          const s = sin[at] ?? 0;
          const lowRe = re[lower] ?? 0;
          const lowIm = im[lower] ?? 0;
          const turnedRe = lowRe * c - lowIm * s;
          const turnedIm = lowRe * s + lowIm * c;
          re[lower] = (re[upper] ?? 0) - turnedRe;
          im[lower] = (im[upper] ?? 0) - turnedIm;
          re[upper] = (re[upper] ?? 0) + turnedRe;
          im[upper] = (im[upper] ?? 0) + turnedIm;
        }
      }
    }
  }
}
