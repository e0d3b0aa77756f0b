import type { EngineNotes } from './messages.ts';
import type { Synthesizer } from './synthesizer.ts';
import type { Span } from './transport.ts';

/**
 * Notes that began up to this long before the place where play starts are heard from their start
 * there: who starts at a printed note wants to hear it, and players are early now and then.
 */
const CATCH_UP_SEC = 0.06;
/** Notes start on multiples of so many frames (a third of a millisecond), which keeps pieces of work from getting tiny. */
const GRAIN_FRAMES = 16;
/** How long a note is heard that was only clicked on. */
const PREVIEW_SEC = 0.5;

interface Sounding {
  readonly part: number;
  readonly pitch: number;
  readonly endSec: number;
}

interface Previewed {
  readonly part: number;
  readonly pitch: number;
  framesLeft: number;
}

/** Plays the notes of all parts as the transport passes them. */
export class NotePlayer {
  readonly #synth: Synthesizer;
  readonly #sampleRate: number;
  #notes: EngineNotes = NO_NOTES;
  /** Indices of the notes by start. */
  #order = new Uint32Array(0);
  #next = 0;
  #sounding: Sounding[] = [];
  #previewed: Previewed[] = [];

  constructor(synth: Synthesizer, sampleRate: number) {
    this.#synth = synth;
    this.#sampleRate = sampleRate;
  }

  load(notes: EngineNotes): void {
    this.#notes = notes;
    this.#order = Uint32Array.from(notes.startsSec.keys()).sort(
      (a, b) => (notes.startsSec[a] ?? 0) - (notes.startsSec[b] ?? 0),
    );
    this.#next = 0;
    this.stop();
  }

  /** Lets go of every note that the score holds. */
  stop(): void {
    for (const { part, pitch } of this.#sounding) this.#synth.noteOff(part, pitch);
    this.#sounding = [];
  }

  /** Lets one note be heard by itself. */
  preview(part: number, pitch: number, velocity: number): void {
    for (const each of this.#previewed) this.#synth.noteOff(each.part, each.pitch);
    this.#previewed = [];
    this.addPreview(part, pitch, velocity);
  }

  /** Lets a note be heard along with those that are. */
  addPreview(part: number, pitch: number, velocity: number): void {
    this.#synth.noteOn(part, pitch, velocity);
    this.#previewed.push({ part, pitch, framesLeft: Math.round(PREVIEW_SEC * this.#sampleRate) });
  }

  /** Adds the sound of a span to both outputs, from `offset` on. */
  render(span: Span, left: Float32Array, right: Float32Array, offset: number): void {
    if (span.isJump) this.#jump(span.fromSec);
    for (let done = 0; done < span.frames;) {
      const count = this.#framesToNext(span, done);
      this.#synth.render(left, right, offset + done, count);
      done += count;
    }
    this.#endPreviews(span.frames);
  }

  /** Fires what is due `done` frames into the span. @returns frames until something else is, ≥ 1 */
  #framesToNext(span: Span, done: number): number {
    const left = span.frames - done;
    if (span.secPerFrame === 0) return left;
    const grainSec = GRAIN_FRAMES * span.secPerFrame;
    const nowSec = span.fromSec + done * span.secPerFrame;
    const nextSec = this.#fire(nowSec + grainSec / 2);
    const frames = Math.round((nextSec - nowSec) / grainSec) * GRAIN_FRAMES;
    return Math.min(left, Math.max(GRAIN_FRAMES, frames));
  }

  /** Ends and begins notes up to a time. @returns when the next one ends or begins */
  #fire(untilSec: number): number {
    let nextSec = Infinity;
    let kept = 0;
    for (const note of this.#sounding) {
      if (note.endSec <= untilSec) {
        this.#synth.noteOff(note.part, note.pitch);
        continue;
      }
      this.#sounding[kept++] = note;
      nextSec = Math.min(nextSec, note.endSec);
    }
    this.#sounding.length = kept;
    for (; this.#next < this.#order.length; this.#next++) {
      const index = this.#order[this.#next] ?? 0;
      const startSec = this.#notes.startsSec[index] ?? 0;
      if (startSec > untilSec) return Math.min(nextSec, startSec);
      nextSec = Math.min(nextSec, this.#begin(index));
    }
    return nextSec;
  }

  /** @returns when it ends */
  #begin(index: number): number {
    const part = this.#notes.parts[index] ?? 0;
    const pitch = this.#notes.pitches[index] ?? 0;
    const endSec = this.#notes.endsSec[index] ?? 0;
    // A key struck again is let go first; the end of its first stroke must not end the second.
    const held = this.#sounding.findIndex((each) => each.part === part && each.pitch === pitch);
    if (held >= 0) {
      this.#synth.noteOff(part, pitch);
      this.#sounding.splice(held, 1);
    }
    this.#synth.noteOn(part, pitch, this.#notes.velocities[index] ?? 0);
    this.#sounding.push({ part, pitch, endSec });
    return endSec;
  }

  #jump(sec: number): void {
    this.stop();
    const starts = this.#notes.startsSec;
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[this.#order[middle] ?? 0] ?? 0) < sec - CATCH_UP_SEC) low = middle + 1;
      else high = middle;
    }
    this.#next = low;
  }

  #endPreviews(frames: number): void {
    if (this.#previewed.length === 0) return;
    for (const each of this.#previewed) {
      each.framesLeft -= frames;
      if (each.framesLeft <= 0) this.#synth.noteOff(each.part, each.pitch);
    }
    this.#previewed = this.#previewed.filter(({ framesLeft }) => framesLeft > 0);
  }
}

const NO_NOTES: EngineNotes = {
  parts: new Uint16Array(0),
  pitches: new Uint8Array(0),
  startsSec: new Float64Array(0),
  endsSec: new Float64Array(0),
  velocities: new Float32Array(0),
};
