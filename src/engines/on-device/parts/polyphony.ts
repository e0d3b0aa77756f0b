import type { NoteEvent } from '../../../transcription/model.ts';

/** How many notes sound at a time on average, over the time in which any does. */
export function polyphony(notes: readonly NoteEvent[]): number {
  let soundingSec = 0;
  let coveredSec = 0;
  let coveredTo = -Infinity;
  for (const { startSec, endSec } of notes) {
    soundingSec += endSec - startSec;
    coveredSec += Math.max(0, endSec - Math.max(startSec, coveredTo));
    coveredTo = Math.max(coveredTo, endSec);
  }
  return coveredSec > 0 ? soundingSec / coveredSec : 0;
}

/** What sounds together with a note soon after it begins. */
export interface Company {
  readonly isLowest: boolean;
  readonly isHighest: boolean;
  /** Notes that begin with it, itself included. */
  readonly chordSize: number;
  /** Semitones down to the next note that begins with it; infinite if none does. */
  readonly gapBelow: number;
}

/** Notes that begin within this time of each other are struck together. */
const TOGETHER_SEC = 0.04;

/** The company of each note, in the order of the notes. @param notes sorted by onset */
export function companies(notes: readonly NoteEvent[]): Company[] {
  let sounding: NoteEvent[] = [];
  let next = 0;
  return notes.map((note) => {
    const atSec = note.startSec + TOGETHER_SEC;
    for (; (notes[next]?.startSec ?? Infinity) <= atSec; next++) {
      const begun = notes[next];
      if (begun !== undefined) sounding.push(begun);
    }
    sounding = sounding.filter(({ endSec }) => endSec > note.startSec);
    const heard = sounding.filter((other) => other === note || other.endSec > atSec);
    const struck = sounding.filter(
      ({ startSec }) => Math.abs(startSec - note.startSec) <= TOGETHER_SEC,
    );
    const below = struck.map(({ pitch }) => note.pitch - pitch).filter((gap) => gap > 0);
    return {
      isLowest: heard.every(({ pitch }) => pitch >= note.pitch),
      isHighest: heard.every(({ pitch }) => pitch <= note.pitch),
      chordSize: struck.length,
      gapBelow: Math.min(...below),
    };
  });
}
