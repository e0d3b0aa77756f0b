import { bandGrid, type BandGrid } from './band-grid.ts';
import { CONTEXT_FRAMES, type Surroundings } from './features.ts';
import { StereoSpectrum, type Frame } from './stereo-spectrum.ts';

/** Called for each frame in order. @param around it and its surroundings @param index its number; its centre is at `index` hops */
export type OnFrame = (around: Surroundings, index: number) => void;

/** Cuts a stream of two channels into frames and shows each with those around it. Holds half a second of sound. */
export class Frames {
  readonly grid: BandGrid;
  readonly spectrum: StereoSpectrum;
  private readonly onFrame: OnFrame;
  private readonly ring: Frame[];
  private readonly left: Float32Array;
  private readonly right: Float32Array;
  private filled: number;
  private frames = 0;
  private samples = 0;

  constructor(sampleRate: number, onFrame: OnFrame) {
    this.grid = bandGrid(sampleRate);
    this.spectrum = new StereoSpectrum(this.grid);
    this.onFrame = onFrame;
    this.ring = Array.from({ length: 2 * CONTEXT_FRAMES + 1 }, () => this.spectrum.createFrame());
    this.left = new Float32Array(this.grid.windowSamples);
    this.right = new Float32Array(this.grid.windowSamples);
    // Silence before the beginning: the first frame is centred on the first sample.
    for (const frame of this.ring) this.spectrum.analyse(this.left, this.right, 0, frame);
    this.filled = this.grid.windowSamples / 2;
  }

  push(left: Float32Array, right: Float32Array): void {
    this.samples += left.length;
    this.take(left, right);
  }

  /** Shows the frames that wait for what follows them. */
  flush(): void {
    const { hopSamples, windowSamples } = this.grid;
    // The last sample lies in two frames centred behind it.
    const frames = Math.ceil(this.samples / hopSamples) + 2;
    const silence = new Float32Array(windowSamples);
    while (this.frames < frames + CONTEXT_FRAMES) this.take(silence, silence);
  }

  private take(left: Float32Array, right: Float32Array): void {
    const { hopSamples, windowSamples } = this.grid;
    for (let at = 0; at < left.length;) {
      const count = Math.min(left.length - at, windowSamples - this.filled);
      this.left.set(left.subarray(at, at + count), this.filled);
      this.right.set(right.subarray(at, at + count), this.filled);
      this.filled += count;
      at += count;
      if (this.filled < windowSamples) return;
      this.next();
      for (const channel of [this.left, this.right]) channel.copyWithin(0, hopSamples);
      this.filled -= hopSamples;
    }
  }

  private next(): void {
    const oldest = this.ring.shift();
    if (oldest === undefined) return;
    this.spectrum.analyse(this.left, this.right, 0, oldest);
    this.ring.push(oldest);
    const shown = this.frames++ - CONTEXT_FRAMES;
    if (shown >= 0) this.onFrame(this.ring, shown);
  }
}
