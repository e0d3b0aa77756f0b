import type { NoteEvent } from '../../../transcription/model.ts';
import { companies } from './polyphony.ts';

/** Gaps in pitch wider than this (semitones) say no more than this. */
const WIDEST = 24;
const AROUND_SEC = 2;
/** A note goes on from another if it begins within this time of the other's beginning. */
const LINE_SEC = 1.2;
const TOGETHER_SEC = 0.04;
/** Notes of one instrument lie so near (semitones), and are of one length (in octaves of it) more often than not. */
const ALIKE_SEMITONES = 7;
const ALIKE_LENGTH = 0.3;
const LOW_PITCH = 48;
const PITCHES = 128;

/**
 * How each note moves and what sounds around it, in the order of the notes: what the family net is told
 * beside its timbre. @param notes sorted by onset
 */
export function surroundings(notes: readonly NoteEvent[], durationSec: number): number[][] {
  const company = companies(notes);
  const shareBelow = sharesBelow(notes);
  const notesPerSec = notes.length / Math.max(1, durationSec);
  let [first, next] = [0, 0];
  return notes.map((note, i) => {
    while ((notes[first]?.startSec ?? Infinity) < note.startSec - AROUND_SEC) first++;
    while ((notes[next]?.startSec ?? Infinity) <= note.startSec + AROUND_SEC) next++;
    const around = notes.slice(first, next);
    const lengthSec = note.endSec - note.startSec;
    const alike = around.filter(
      ({ pitch, startSec, endSec }) =>
        Math.abs(pitch - note.pitch) <= ALIKE_SEMITONES &&
        Math.abs(Math.log2((endSec - startSec) / lengthSec)) < ALIKE_LENGTH,
    );
    const { isLowest = false, isHighest = false, chordSize = 1, gapBelow = 0 } = company[i] ?? {};
    const sounding = around
      .filter(
        ({ startSec, endSec }) =>
          startSec <= note.startSec + TOGETHER_SEC && endSec > note.startSec,
      )
      .map(({ pitch }) => pitch - note.pitch);
    return [
      isLowest ? 1 : 0,
      isHighest ? 1 : 0,
      Math.min(chordSize, 6) / 6,
      Math.min(gapBelow, WIDEST) / WIDEST,
      Math.min(WIDEST, ...sounding.filter((gap) => gap > 0)) / WIDEST,
      Math.min(WIDEST, ...sounding.filter((gap) => gap < 0).map((gap) => -gap)) / WIDEST,
      Math.min(sounding.length, 10) / 10,
      around.length / 40,
      around.filter(({ pitch }) => pitch === note.pitch).length / 8,
      alike.length / 10,
      around.filter(({ pitch }) => pitch < note.pitch).length / Math.max(1, around.length),
      shareBelow[note.pitch] ?? 0,
      ...step(around, note, -1),
      ...step(around, note, 1),
      shareBelow[LOW_PITCH] ?? 0,
      notesPerSec / 20,
    ];
  });
}

/** For each pitch the share of notes below it. */
function sharesBelow(notes: readonly NoteEvent[]): number[] {
  const counts = new Array<number>(PITCHES).fill(0);
  for (const { pitch } of notes) counts[pitch] = (counts[pitch] ?? 0) + 1;
  let below = 0;
  return counts.map((count) => {
    below += count;
    return (below - count) / Math.max(1, notes.length);
  });
}

/** The nearest pitch among the notes struck shortly before (or after): how far it is, and in time. */
function step(around: readonly NoteEvent[], note: NoteEvent, side: 1 | -1): number[] {
  let [bestSize, best, bestSec] = [WIDEST, WIDEST, LINE_SEC];
  for (const { pitch, startSec } of around) {
    const afterSec = side * (startSec - note.startSec);
    if (afterSec <= TOGETHER_SEC || afterSec > LINE_SEC) continue;
    const interval = pitch - note.pitch;
    if (Math.abs(interval) < bestSize) {
      [bestSize, best, bestSec] = [Math.abs(interval), interval, afterSec];
    }
  }
  return [bestSize / WIDEST, best / WIDEST, bestSec / LINE_SEC];
}
