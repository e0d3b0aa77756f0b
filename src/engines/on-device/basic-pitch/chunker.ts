import {
  chunkSamples,
  HOP_SAMPLES,
  MARGIN_FRAMES,
  STRIDE_SAMPLES,
  windowsFor,
  WINDOWS_PER_CHUNK,
} from './grid.ts';

/** A stretch of sound with all the context its windows need; it can be heard on its own, anywhere. */
export interface Chunk {
  readonly index: number;
  readonly windows: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/**
 * Cuts a stream of samples into chunks that lie on the grid of windows. What a listener finds in a
 * chunk does not depend on who listens to the others, so any number of listeners finds the same notes.
 */
export class Chunker {
  private buffer = new Float32Array(chunkSamples(WINDOWS_PER_CHUNK));
  /** The first window begins before the recording does. */
  private filled = MARGIN_FRAMES * HOP_SAMPLES;
  private nextIndex = 0;
  private totalSamples = 0;

  /** @returns the chunks these samples complete */
  push(samples: Float32Array): Chunk[] {
    const chunks: Chunk[] = [];
    this.totalSamples += samples.length;
    for (let at = 0; at < samples.length;) {
      const part = samples.subarray(at, at + this.buffer.length - this.filled);
      this.buffer.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === this.buffer.length) chunks.push(this.take());
    }
    return chunks;
  }

  /** The rest of the recording, followed by silence; `undefined` if it is all heard already. */
  flush(): Chunk | undefined {
    const windows = windowsFor(this.totalSamples) - this.nextIndex * WINDOWS_PER_CHUNK;
    if (windows <= 0) return undefined;
    const samples = new Float32Array(chunkSamples(windows));
    samples.set(this.buffer.subarray(0, Math.min(this.filled, samples.length)));
    return { index: this.nextIndex++, windows, samples };
  }

  private take(): Chunk {
    const samples = this.buffer;
    const next = new Float32Array(samples.length);
    const context = samples.subarray(WINDOWS_PER_CHUNK * STRIDE_SAMPLES);
    next.set(context);
    this.buffer = next;
    this.filled = context.length;
    return { index: this.nextIndex++, windows: WINDOWS_PER_CHUNK, samples };
  }
}
