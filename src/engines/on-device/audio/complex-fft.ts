/**
 * Fourier transform of complex signals of one power-of-two length, in place: iterative, radix 2
 * (Cooley & Tukey 1965).
 */
export class ComplexFft {
  readonly size: number;
  /** The signal before `transform` in the order of `reversed`, its spectrum afterwards. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Where each sample goes before a transform. */
  readonly reversed: Uint16Array;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;

  /** @param size a power of two, at most 65 536 */
  constructor(size: number) {
    this.size = size;
    const angle = (i: number): number => (2 * Math.PI * i) / size;
    this.cos = Float64Array.from({ length: size / 2 }, (_, i) => Math.cos(angle(i)));
    this.sin = Float64Array.from({ length: size / 2 }, (_, i) => -Math.sin(angle(i)));
    this.reversed = new Uint16Array(size);
    for (let i = 1; i < size; i++) {
      this.reversed[i] = ((this.reversed[i >> 1] ?? 0) >> 1) | (i & 1 ? size >> 1 : 0);
    }
    this.re = new Float64Array(size);
    this.im = new Float64Array(size);
  }

  /** Fills `re` and `im` in the order that `transform` needs. */
  load(re: Float32Array, im: Float32Array): void {
    for (let i = 0; i < this.size; i++) {
      const from = this.reversed[i] ?? 0;
      this.re[i] = re[from] ?? 0;
      this.im[i] = im[from] ?? 0;
    }
  }

  transform(): void {
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
