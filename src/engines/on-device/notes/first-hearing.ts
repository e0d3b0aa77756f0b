import type { HeardNote, NotesHeard } from '../../engine.ts';
import { FRAME_SEC, KEYS, LOWEST_PITCH } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';
import { ATTACK_FRAMES, CandidateFinder, type Candidate } from './candidates.ts';

/** From this activation on, a beginning is clear, … */
const CLEAR_ONSET = 0.5;
/** … and a key sounds on: the defaults of the model's makers. */
const SOUNDING = 0.3;
/** A key that has been fainter for so many frames has ended. */
const SILENT_FRAMES = 11;

/** A note that has begun; frames. */
interface Open {
  /** Of what has not been told yet. */
  startFrame: number;
  /** After the last frame it sounded in. */
  endFrame: number;
  readonly confidence: number;
  isContinued: boolean;
}

/**
 * What begins clearly, told while the rest of the recording is still to be heard, at next to no cost. In
 * the end all of the sound decides which notes there are.
 */
export class FirstHearing {
  /** Notes told so far, each counted once. */
  count = 0;
  private readonly finder = new CandidateFinder();
  private readonly open = new Map<number, Open>();
  private readonly secPerFrame: number;
  private readonly frameCount: number;
  private tail: Activations = { frames: new Float32Array(0), onsets: new Float32Array(0) };
  /** The frame that the tail begins with. */
  private offset = 0;
  /** Frames told so far. */
  private told = 0;

  /**
   * @param durationSec length of the recording
   * @param pitchRatio how many times lower it is played than it is
   */
  constructor(durationSec: number, pitchRatio = 1) {
    this.secPerFrame = FRAME_SEC / pitchRatio;
    this.frameCount = Math.ceil(durationSec / this.secPerFrame);
  }

  /** @returns what is new in the activations that come next */
  push(next: Activations): NotesHeard {
    const frames = joined(this.tail.frames, next.frames);
    const onsets = joined(this.tail.onsets, next.onsets);
    return this.tell({ frames, onsets }, ATTACK_FRAMES);
  }

  /** @returns what is new to the end */
  finish(): NotesHeard {
    return this.tell(this.tail, 0);
  }

  private tell(activations: Activations, lookAhead: number): NotesHeard {
    const heard = this.offset + activations.frames.length / KEYS;
    const to = Math.max(this.told, Math.min(heard - lookAhead, this.frameCount));
    const begun = this.finder
      .find(activations, this.told, to, this.offset)
      .filter((candidate) => this.clarity(activations, candidate) >= CLEAR_ONSET);
    const notes: HeardNote[] = [];
    let next = 0;
    for (let frame = this.told; frame < to; frame++) {
      for (; begun[next]?.frame === frame; next++) {
        const candidate = begun[next];
        if (candidate !== undefined) this.begin(candidate, activations, notes);
      }
      for (const [key, note] of this.open) {
        const cell = (frame - this.offset) * KEYS + key;
        if ((activations.frames[cell] ?? 0) >= SOUNDING) note.endFrame = frame + 1;
        else if (frame - note.endFrame >= SILENT_FRAMES) this.end(key, note, notes);
      }
    }
    // What sounds on is told as far as it was heard, and goes on in the next stretch.
    for (const [key, note] of this.open) this.tellPiece(key, note, notes);
    this.keepTail(activations, to);
    this.told = to;
    notes.sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
    this.count += notes.filter(({ isContinued }) => !isContinued).length;
    return { heardToSec: to * this.secPerFrame, notes };
  }

  private clarity({ onsets }: Activations, { frame, key }: Candidate): number {
    return onsets[(frame - this.offset) * KEYS + key] ?? 0;
  }

  private begin(candidate: Candidate, activations: Activations, notes: HeardNote[]): void {
    const { frame, key } = candidate;
    const before = this.open.get(key);
    if (before !== undefined) this.end(key, before, notes);
    this.open.set(key, {
      startFrame: frame,
      endFrame: frame + 1,
      confidence: this.clarity(activations, candidate),
      isContinued: false,
    });
  }

  private end(key: number, note: Open, notes: HeardNote[]): void {
    this.tellPiece(key, note, notes);
    this.open.delete(key);
  }

  private tellPiece(key: number, note: Open, notes: HeardNote[]): void {
    const { startFrame, endFrame, confidence, isContinued } = note;
    if (endFrame <= startFrame) return;
    notes.push({
      pitch: key + LOWEST_PITCH,
      startSec: startFrame * this.secPerFrame,
      endSec: endFrame * this.secPerFrame,
      confidence: Math.min(1, confidence),
      isContinued,
    });
    note.startFrame = endFrame;
    note.isContinued = true;
  }

  /** From the frame before those not told yet: a peak is higher than what comes before it. */
  private keepTail({ frames, onsets }: Activations, to: number): void {
    const first = Math.max(this.offset, to - 1);
    const cell = (first - this.offset) * KEYS;
    this.tail = { frames: frames.slice(cell), onsets: onsets.slice(cell) };
    this.offset = first;
  }
}

function joined(
  a: Float32Array<ArrayBuffer>,
  b: Float32Array<ArrayBuffer>,
): Float32Array<ArrayBuffer> {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
