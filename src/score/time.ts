/**
 * Score time. Positions and durations are whole numbers of *divs*, 1/10080 of a quarter note:
 * exact for every value down to the 128th note and for triplets, quintuplets and septuplets of them.
 */
export const DIVS_PER_QUARTER = 10080;
export const DIVS_PER_WHOLE = 4 * DIVS_PER_QUARTER;

/** The printed kinds of note value, as the denominator of the whole note (0.5 = breve). */
export type NoteType = 0.5 | 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128;

/** A printed value: a quarter with one dot is `{ type: 4, dots: 1 }`. */
export interface NoteValue {
  readonly type: NoteType;
  readonly dots: 0 | 1 | 2;
}

/** Length in divs of a printed value outside any tuplet. */
export function valueDivs(value: NoteValue): number {
  const undotted = DIVS_PER_WHOLE / value.type;
  return undotted * 2 - undotted / 2 ** value.dots;
}

/** `beats` per bar of one 1/`beatType` each, as printed: 6/8 is `{ beats: 6, beatType: 8 }`. */
export interface TimeSignature {
  readonly beats: number;
  readonly beatType: 1 | 2 | 4 | 8 | 16 | 32;
}

export function isSameTime(a: TimeSignature, b: TimeSignature | undefined): boolean {
  return a.beats === b?.beats && a.beatType === b.beatType;
}

/** Length of a whole bar in divs. */
export function barDivs(time: TimeSignature): number {
  return (DIVS_PER_WHOLE * time.beats) / time.beatType;
}

/** Sharps (> 0) or flats (< 0) of a key signature, −7 to 7, and its mode. */
export interface KeySignature {
  readonly fifths: number;
  readonly mode: 'major' | 'minor';
}
