import type { NoteType } from '../../score/time.ts';
import { el, type Xml } from './xml.ts';

/** One note under a beam. */
export interface BeamedNote {
  readonly type: NoteType;
  readonly offsetDivs: number;
  readonly durationDivs: number;
  /** The beams of the second and finer levels are broken before it. */
  readonly breaksSecondary: boolean;
}

/** How many beams a note value has when beamed: one for the eighth, two for the 16th… */
function levelsOf(type: NoteType): number {
  return Math.max(0, Math.log2(type) - 2);
}

/** The `beam` elements of each note of a beamed group, all levels. */
export function beamElements(notes: readonly BeamedNote[]): readonly (readonly Xml[])[] {
  return notes.map((note, i) =>
    Array.from({ length: levelsOf(note.type) }, (_, level) =>
      el('beam', { number: level + 1 }, beamValue(notes, i, level + 1)),
    ),
  );
}

function beamValue(notes: readonly BeamedNote[], i: number, level: number): string {
  const joinsBefore = isJoined(notes, i, level);
  const joinsAfter = isJoined(notes, i + 1, level);
  if (joinsBefore) return joinsAfter ? 'continue' : 'end';
  if (joinsAfter) return 'begin';
  return pointsBack(notes, i) ? 'backward hook' : 'forward hook';
}

/** Whether the beam of this level runs from the note before `i` to `i`. */
function isJoined(notes: readonly BeamedNote[], i: number, level: number): boolean {
  const [before, after] = [notes[i - 1], notes[i]];
  if (before === undefined || after === undefined) return false;
  if (level > 1 && after.breaksSecondary) return false;
  return levelsOf(before.type) >= level && levelsOf(after.type) >= level;
}

/** A short note's hook points to the note it makes up a beat with: back if it is the second half. */
function pointsBack(notes: readonly BeamedNote[], i: number): boolean {
  const note = notes[i];
  if (note === undefined || i === 0) return false;
  if (i === notes.length - 1 || notes[i + 1]?.breaksSecondary === true) return true;
  if (note.breaksSecondary) return false;
  return note.offsetDivs % (2 * note.durationDivs) !== 0;
}
