import type { Loop } from './messages.ts';

/** Some frames in a row for which score time runs evenly, or stands. */
export interface Span {
  readonly frames: number;
  /** Score position of the first frame, in seconds. */
  readonly fromSec: number;
  /** 0 while it stands. */
  readonly secPerFrame: number;
  /** The position before this span led somewhere else. */
  readonly isJump: boolean;
}

/** Where in the score we are, frame by frame: start, count-in, loop and end. Exact however long it plays. */
export class Transport {
  readonly #sampleRate: number;
  /** What it is to play has not come yet: it stands, count-in and all, until that is there. */
  isHeld = false;
  #speed = 1;
  #loop: Loop | undefined;
  #endSec = 0;
  #isPlaying = false;
  #jumps = false;
  #waitFrames = 0;
  /** Position = anchor + frames since at the speed since: sums of many small steps would drift. */
  #anchorSec = 0;
  #framesSince = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** True while the count-in is heard. */
  get isWaiting(): boolean {
    return this.#isPlaying && this.#waitFrames > 0 && !this.isHeld;
  }

  /** What is played over and over from here on. */
  get loop(): Loop | undefined {
    const loop = this.#loop;
    return loop !== undefined && this.#loops(loop) ? loop : undefined;
  }

  get positionSec(): number {
    return this.#anchorSec + this.#framesSince * this.#secPerFrame;
  }

  /** Score seconds per real second at this moment. */
  get pace(): number {
    return this.#isPlaying && this.#waitFrames === 0 && !this.isHeld ? this.#speed : 0;
  }

  /** @param waitSec real seconds to stand at `fromSec` first */
  play(fromSec: number, endSec: number, waitSec: number): void {
    this.#isPlaying = true;
    this.#jumps = true;
    this.#endSec = endSec;
    this.#waitFrames = Math.round(waitSec * this.#sampleRate);
    this.#anchorAt(fromSec);
  }

  stop(): void {
    this.#anchorAt(this.positionSec);
    this.#isPlaying = false;
  }

  setSpeed(speed: number): void {
    this.#anchorAt(this.positionSec);
    this.#speed = speed;
  }

  setLoop(loop: Loop | undefined): void {
    this.#anchorAt(this.positionSec);
    this.#loop = loop;
  }

  /** The next frames, at most `most`; ends the play where the music ends. */
  next(most: number): Span {
    if (this.isHeld) return this.#standing(most);
    if (this.isWaiting) {
      const frames = Math.min(most, this.#waitFrames);
      this.#waitFrames -= frames;
      return this.#standing(frames);
    }
    if (this.#isPlaying && this.#framesLeft() <= 0) this.#turn();
    const fromSec = this.positionSec;
    if (!this.#isPlaying) return this.#standing(most);
    const isJump = this.#jumps;
    this.#jumps = false;
    const frames = Math.min(most, this.#framesLeft());
    this.#framesSince += frames;
    return { frames, fromSec, secPerFrame: this.#secPerFrame, isJump };
  }

  #standing(frames: number): Span {
    return { frames, fromSec: this.positionSec, secPerFrame: 0, isJump: false };
  }

  /** At the end of the loop back to its start; at the end of the music, stands. */
  #turn(): void {
    const { loop } = this;
    if (loop !== undefined) {
      this.#anchorAt(loop.fromSec);
      this.#jumps = true;
    } else {
      this.#anchorAt(this.#endSec);
      this.#isPlaying = false;
    }
  }

  /** Whoever plays on beyond the loop's end is not thrown back into it. */
  #loops({ fromSec, toSec }: Loop): boolean {
    return toSec > fromSec && this.#anchorSec < toSec;
  }

  #framesLeft(): number {
    const untilSec = this.loop?.toSec ?? this.#endSec;
    return Math.ceil((untilSec - this.positionSec) / this.#secPerFrame - 1e-6);
  }

  get #secPerFrame(): number {
    return this.#speed / this.#sampleRate;
  }

  #anchorAt(sec: number): void {
    this.#anchorSec = sec;
    this.#framesSince = 0;
  }
}
