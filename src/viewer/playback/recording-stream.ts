import type { RecordingOffer } from '../../protocol/performance-messages.ts';
import type { PcmLayout } from '../../protocol/pcm-layout.ts';
import type { PerformanceFeed } from '../performance-feed.ts';
import { RECORDING_TRACK } from './engine/messages.ts';
import { PcmChunks } from './pcm-chunks.ts';
import type { SoundOutput } from './sound-output.ts';

export interface StreamedOffer extends RecordingOffer {
  readonly pcm: PcmLayout;
}

/** A recording too long to be held: brings the engine what it asks for, one chunk at a time. */
export class RecordingStream {
  readonly #offer: StreamedOffer;
  readonly #feed: PerformanceFeed;
  readonly #output: SoundOutput;
  readonly #failed: (error: unknown) => void;
  readonly #chunks: PcmChunks;
  #wanted: readonly number[] = [];
  #isBusy = false;
  #isClosed = false;

  /** @param failed called once, when no more of it can be had */
  constructor(
    offer: StreamedOffer,
    feed: PerformanceFeed,
    output: SoundOutput,
    failed: (error: unknown) => void,
  ) {
    this.#offer = offer;
    this.#feed = feed;
    this.#output = output;
    this.#failed = failed;
    this.#chunks = new PcmChunks(offer.pcm, output.sampleRate);
    const { chunkFrames, frameCount } = this.#chunks;
    output.send({ type: 'stream', track: RECORDING_TRACK, chunkFrames, frameCount });
  }

  /** @param chunks the most urgent first; those that were wanted before are wanted no more */
  want(chunks: readonly number[]): void {
    if (this.#isClosed) return;
    this.#wanted = chunks;
    if (!this.#isBusy) void this.#fetchAll();
  }

  /** What is still on its way goes nowhere. */
  close(): void {
    this.#isClosed = true;
    this.#wanted = [];
  }

  async #fetchAll(): Promise<void> {
    this.#isBusy = true;
    try {
      for (let [chunk] = this.#wanted; chunk !== undefined; [chunk] = this.#wanted) {
        this.#wanted = this.#wanted.slice(1);
        const channels = await this.#channelsOf(chunk);
        if (this.#isClosed) return;
        // It may have been asked for again meanwhile.
        this.#wanted = this.#wanted.filter((other) => other !== chunk);
        this.#output.send(
          { type: 'chunk', track: RECORDING_TRACK, chunk, channels },
          channels.map(({ buffer }) => buffer),
        );
      }
    } catch (error) {
      if (!this.#isClosed) this.#failed(error);
      this.close();
    } finally {
      this.#isBusy = false;
    }
  }

  async #channelsOf(chunk: number): Promise<Float32Array<ArrayBuffer>[]> {
    const { from, to, skipFrames, keepFrames } = this.#chunks.recipe(chunk);
    const samples = await this.#feed.stretch(this.#offer, from, to);
    const decoded = await this.#output.decode(this.#chunks.wavOf(samples));
    return decoded.map((channel) => channel.slice(skipFrames, skipFrames + keepFrames));
  }
}
