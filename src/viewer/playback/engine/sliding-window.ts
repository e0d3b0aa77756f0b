import type { Loop } from './messages.ts';

/** Seconds of score time that are held: enough for a slow disk and for a small step back. */
const AHEAD_SEC = 30;
const BEHIND_SEC = 10;
/** Of a loop's start; from there on the window moves with the position. */
const LOOP_SEC = 10;
/** What is played now reaches so far: pieces that are laid over one another, at double speed. */
const REACH_SEC = 0.1;
const REACH_BACK_SEC = 0.05;

/** A long sound in chunks of one length, all at the engine's sample rate. */
export interface ChunkedLength {
  readonly chunkFrames: number;
  readonly frameCount: number;
}

/** Which chunks of a long sound are to be held while it is played: those around the position. */
export class SlidingWindow {
  readonly #sampleRate: number;
  readonly #length: ChunkedLength;
  #wanted: readonly number[] = [];
  #tenths = NaN;
  #loop: Loop | undefined;

  constructor(sampleRate: number, length: ChunkedLength) {
    this.#sampleRate = sampleRate;
    this.#length = length;
  }

  /** Chunks that are to be held, the most urgent first. */
  get wanted(): readonly number[] {
    return this.#wanted;
  }

  /** @returns whether other chunks are wanted than before */
  follow(positionSec: number, loop: Loop | undefined): boolean {
    // Asked at every block of an audio thread, which must not make garbage for nothing.
    const tenths = Math.floor(positionSec * 10);
    if (tenths === this.#tenths && loop === this.#loop) return false;
    this.#tenths = tenths;
    this.#loop = loop;
    const wanted = new Set(this.#between(positionSec - REACH_BACK_SEC, positionSec + AHEAD_SEC));
    if (loop !== undefined) {
      for (const chunk of this.#between(loop.fromSec - REACH_BACK_SEC, loop.fromSec + LOOP_SEC)) {
        wanted.add(chunk);
      }
    }
    for (const chunk of this.#between(positionSec - BEHIND_SEC, positionSec)) wanted.add(chunk);
    const before = this.#wanted;
    this.#wanted = [...wanted];
    return this.#wanted.some((chunk, i) => chunk !== before[i]) || wanted.size !== before.length;
  }

  /** Whether all chunks are held without which the sound at a position cannot be played. */
  isCovered(positionSec: number, held: ReadonlyMap<number, unknown>): boolean {
    const last = this.#lastAt(positionSec + REACH_SEC);
    for (let chunk = this.#firstAt(positionSec - REACH_BACK_SEC); chunk <= last; chunk += 1) {
      if (!held.has(chunk)) return false;
    }
    return true;
  }

  #between(fromSec: number, toSec: number): number[] {
    const first = this.#firstAt(fromSec);
    return Array.from(
      { length: Math.max(0, this.#lastAt(toSec) - first + 1) },
      (_, i) => first + i,
    );
  }

  #firstAt(sec: number): number {
    return Math.max(0, Math.floor((sec * this.#sampleRate) / this.#length.chunkFrames));
  }

  #lastAt(sec: number): number {
    const { chunkFrames, frameCount } = this.#length;
    return Math.min(
      Math.ceil(frameCount / chunkFrames) - 1,
      Math.floor((sec * this.#sampleRate) / chunkFrames),
    );
  }
}
