import type { Loop, Samples } from './messages.ts';
import { SlidingWindow, type ChunkedLength } from './sliding-window.ts';

interface StreamedTrack {
  readonly length: ChunkedLength;
  readonly window: SlidingWindow;
  readonly held: Map<number, readonly Samples[]>;
  /** It came while others play: they do not wait for its first chunk. */
  isJoining: boolean;
}

/** Sounds too long to be held: asks for what is played next, forgets what is over. */
export class StreamedTracks {
  readonly #sampleRate: number;
  readonly #ask: (track: number, chunks: readonly number[]) => void;
  readonly #tracks = new Map<number, StreamedTrack>();

  /** @param ask wants chunks of a track, the most urgent first; a later call takes the place of all before */
  constructor(sampleRate: number, ask: (track: number, chunks: readonly number[]) => void) {
    this.#sampleRate = sampleRate;
    this.#ask = ask;
  }

  get isEmpty(): boolean {
    return this.#tracks.size === 0;
  }

  open(track: number, length: ChunkedLength): void {
    const window = new SlidingWindow(this.#sampleRate, length);
    this.#tracks.set(track, { length, window, held: new Map(), isJoining: true });
  }

  close(track: number): void {
    this.#tracks.delete(track);
  }

  clear(): void {
    this.#tracks.clear();
  }

  /** A chunk that is wanted no more is not kept. */
  add(track: number, chunk: number, channels: readonly Samples[]): void {
    const streamed = this.#tracks.get(track);
    if (streamed?.window.wanted.includes(chunk) === true) streamed.held.set(chunk, channels);
  }

  /** What is played from now on is waited for. */
  begin(): void {
    for (const streamed of this.#tracks.values()) streamed.isJoining = false;
  }

  /** @param loop what is played over and over, if anything */
  follow(positionSec: number, loop: Loop | undefined): void {
    for (const [track, { window, held }] of this.#tracks) {
      if (!window.follow(positionSec, loop)) continue;
      for (const chunk of held.keys()) if (!window.wanted.includes(chunk)) held.delete(chunk);
      this.#ask(
        track,
        window.wanted.filter((chunk) => !held.has(chunk)),
      );
    }
  }

  /** Whether what sounds at a position has not come yet. */
  isStarved(positionSec: number, gains: readonly number[]): boolean {
    for (const [track, streamed] of this.#tracks) {
      const { window, held } = streamed;
      if (window.isCovered(positionSec, held)) streamed.isJoining = false;
      else if (!streamed.isJoining && (gains[track] ?? 1) > 0) return true;
    }
    return false;
  }

  /** What is held of each track, with the frame at which it begins. */
  *pieces(): Generator<readonly [track: number, atFrame: number, channels: readonly Samples[]]> {
    for (const [track, { length, held }] of this.#tracks) {
      for (const [chunk, channels] of held) yield [track, chunk * length.chunkFrames, channels];
    }
  }
}
