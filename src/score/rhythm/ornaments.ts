import type { GraceChord, HeardNote, PlacedNote } from './heard.ts';
import { momentsOf } from './touch.ts';

/** A part of whose chords more than this share is rolled is strummed: a manner, not a sign. */
const STRUMMED_SHARE = 0.3;

/** Grace notes of different notes of a chord within this of one another are struck together. */
const TOGETHER_SEC = 0.03;

/** The grace notes of all notes of a chord, those struck together in one, in order of time. */
export function gracesOf(notes: readonly PlacedNote[]): GraceChord[] {
  const all = notes
    .flatMap((note) => note.graces.flat())
    .sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
  const chords: HeardNote[][] = [];
  for (const note of all) {
    const last = chords.at(-1);
    const first = last?.[0];
    if (first !== undefined && note.startSec - first.startSec <= TOGETHER_SEC) last?.push(note);
    else chords.push([note]);
  }
  for (const chord of chords) chord.sort((a, b) => a.pitch - b.pitch);
  return chords;
}

/** Whether a chord was rolled: part of a roll, and more than one note of it stands here. */
export function isSpread(notes: readonly PlacedNote[]): boolean {
  return notes.length > 1 && notes.every((note) => note.isRolled);
}

/** General MIDI programs of guitars. */
const isGuitar = (program: number): boolean => program >= 24 && program <= 31;

/** Takes the rolls away where rolling is the manner of playing: guitars are strummed, and nobody writes it. */
export function withoutManner(
  placed: readonly PlacedNote[],
  program: number,
): readonly PlacedNote[] {
  const full = momentsOf(placed).filter(({ notes }) => notes.length > 2);
  const rolled = full.filter(({ notes }) => isSpread(notes)).length;
  if (!isGuitar(program) && rolled <= STRUMMED_SHARE * full.length) return placed;
  return placed.map((note) => ({ ...note, isRolled: false }));
}
