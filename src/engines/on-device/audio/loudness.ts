import { HOP_SAMPLES } from '../basic-pitch/grid.ts';

/** Loudness of a recording, frame by frame on the model's grid. */
export class Loudness {
  private meanSquares = new Float32Array(1 << 12);
  private frames = 0;
  private sum = 0;
  private inFrame = 0;

  push(samples: Float32Array): void {
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] ?? 0;
      this.sum += sample * sample;
      if (++this.inFrame === HOP_SAMPLES) this.endFrame();
    }
  }

  /** Root mean square of every frame, in dB relative to full scale; silence is −200. */
  finish(): Float32Array {
    if (this.inFrame > 0) this.endFrame();
    return this.meanSquares
      .subarray(0, this.frames)
      .map((meanSquare) => 10 * Math.log10(Math.max(meanSquare, 1e-20)));
  }

  private endFrame(): void {
    if (this.frames === this.meanSquares.length) {
      const longer = new Float32Array(this.frames * 2);
      longer.set(this.meanSquares);
      this.meanSquares = longer;
    }
    this.meanSquares[this.frames++] = this.sum / HOP_SAMPLES;
    this.sum = 0;
    this.inFrame = 0;
  }
}
