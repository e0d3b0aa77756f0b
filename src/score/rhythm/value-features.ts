import { levelAt } from '../layout/metre.ts';
import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import { heldDivs } from './touch.ts';
import type { Moment, Touch } from './touch.ts';
import type { PlacedNote } from './heard.ts';

/** Moments after a note that are looked at. */
const AHEAD = 4;

/** Numbers that `valueFeatures` gives of a note. */
export const VALUE_FEATURES = 20 + 9 * AHEAD;

/** A staff as the value net looks at it. */
export interface StaffView {
  readonly moments: readonly Moment[];
  readonly touch: readonly Touch[];
  readonly cells: readonly Cell[];
  /** Bowed, blown or sung. */
  readonly isSustained: boolean;
}

/** Where a moment stands. */
interface Place {
  /** Length of the beat, in divs. */
  readonly beat: number;
  readonly bar: number;
  /** How weak the place is in its bar, 0 at the barline. */
  readonly level: number;
}

/** The places of moments in their bars. A bar's end is a barline, so a short first bar is counted from there. */
export function placesOf({ moments, cells }: StaffView): Place[] {
  const ends = new Map<number, number>();
  for (const cell of cells) ends.set(cell.barIndex, cell.start + cell.length);
  return moments.map(({ onset }) => {
    const cell = cells[cellIndexAt(cells, onset)];
    if (cell === undefined) return { beat: 1, bar: 0, level: 0 };
    const fromEnd = (ends.get(cell.barIndex) ?? onset) - onset;
    return {
      beat: cell.metre.cellDivs,
      bar: cell.barIndex,
      level: levelAt(cell.metre, fromEnd) / 5,
    };
  });
}

/**
 * What tells how long a note is written: how long it was held against the way to each of the next
 * moments, its place in its chord, where what follows lies in pitch, and the metre.
 * @param moment index of the moment
 * @param at index of the note in it, from below
 * @param features written to, `VALUE_FEATURES` long
 */
export function valueFeatures(
  staff: StaffView,
  places: readonly Place[],
  moment: number,
  at: number,
  features: Float32Array,
): void {
  const { moments, touch } = staff;
  const here = moments[moment];
  const place = places[moment];
  const note = here?.notes[at];
  const local = touch[moment];
  features.fill(0);
  if (here === undefined || note === undefined || place === undefined || local === undefined)
    return;
  const { notes, onset } = here;
  const { beat } = place;
  const held = heldDivs(note);
  const above = notes[at + 1];
  const below = notes[at - 1];
  const before = moments[moment - 1];
  let longest = 0;
  let shortest = Infinity;
  for (const each of notes) {
    longest = Math.max(longest, heldDivs(each));
    shortest = Math.min(shortest, heldDivs(each));
  }
  let index = 0;
  const push = (value: number): void => {
    features[index] = value;
    index += 1;
  };
  push(local.usual);
  push(local.shorterSpread);
  push(local.longerSpread);
  push(logOf(held, beat));
  push(Math.log(Math.max(0.02, note.endSec - note.startSec)));
  push(before === undefined ? 2 : logOf(onset - before.onset, beat));
  push(Math.min(5, notes.length) / 2);
  push(Number(above === undefined));
  push(Number(below === undefined));
  push(above === undefined ? 1.2 : Math.min(12, above.pitch - note.pitch) / 10);
  push(below === undefined ? 1.2 : Math.min(12, note.pitch - below.pitch) / 10);
  push(logOf(held, longest));
  push(logOf(held, shortest));
  push(before === undefined ? 0 : nearest(before.notes, note.pitch));
  push(before === undefined ? 0 : away(before.notes.at(-1), note.pitch));
  push(before === undefined ? 0 : away(before.notes[0], note.pitch));
  push(
    Number(before?.notes.some((each) => each.onset + heldDivs(each) > onset + beat / 4) ?? false),
  );
  push((note.pitch - 60) / 12);
  push(Number(staff.isSustained));
  push(place.level);
  for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
    const next = moments[moment + ahead];
    const nextPlace = places[moment + ahead];
    if (next === undefined || nextPlace === undefined) {
      for (const value of BEYOND_THE_END) push(value);
      continue;
    }
    const gap = next.onset - onset;
    push(logOf(held, gap));
    push(logOf(gap, beat));
    push(nearest(next.notes, note.pitch));
    push(away(next.notes.at(-1), note.pitch));
    push(away(next.notes[0], note.pitch));
    push(Number(next.notes.some((each) => each.pitch === note.pitch)));
    push(Math.min(5, next.notes.length) / 2);
    push(nextPlace.level);
    push(Number(nextPlace.bar !== place.bar));
  }
}

/** What stands for a moment that does not come. */
const BEYOND_THE_END = [-1, 2, 0, 0, 0, 0, 0, 1, 1] as const;

function logOf(a: number, b: number): number {
  return Math.max(-3, Math.min(3, Math.log(Math.max(1, a) / Math.max(1, b))));
}

/** Interval to a pitch, in octaves, at most two. */
function away(note: PlacedNote | undefined, pitch: number): number {
  return Math.max(-2, Math.min(2, ((note?.pitch ?? pitch) - pitch) / 12));
}

function nearest(notes: readonly PlacedNote[], pitch: number): number {
  let best = 24;
  for (const note of notes) {
    if (Math.abs(note.pitch - pitch) < Math.abs(best)) best = note.pitch - pitch;
  }
  return best / 12;
}
