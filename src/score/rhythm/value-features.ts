import type { PlacedNote } from './heard.ts';
import { heldDivs } from './touch.ts';
import type { Moment } from './touch.ts';
import { logOf } from './value-places.ts';
import type { Place, StaffView } from './value-places.ts';

/** Moments after and before a note that are looked at. */
const AHEAD = 5;
const BEHIND = 3;
/** Farther than this no note is looked for that strikes the key again, or goes on with the line. */
const FARTHEST = 12;
/** A line goes on within so many semitones. */
const STEP_SEMITONES = 4;
/** Numbers that `valueFeatures` gives of a note. */
export const VALUE_FEATURES = 34 + 7 * BEHIND + 10 * AHEAD;

/**
 * What tells how long a note is written: how long it was held against the way to each of the next
 * moments, its place in its chord, where what comes before and after lies in pitch, how long the notes
 * at the same place of the bars around were held, and the metre.
 * @param moment index of the moment
 * @param at index of the note in it, from below
 * @param features written to, `VALUE_FEATURES` long
 */
export function valueFeatures(
  staff: StaffView,
  places: readonly Place[],
  moment: number,
  at: number,
  features: Float64Array,
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
  const { pitch } = note;
  const held = heldDivs(note);
  const above = notes[at + 1];
  const below = notes[at - 1];
  const gap = (moments[moment + 1]?.onset ?? Infinity) - onset;
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
  push(Math.min(5, notes.length) / 2);
  push(Number(above === undefined));
  push(Number(below === undefined));
  push(above === undefined ? 1.2 : Math.min(12, above.pitch - pitch) / 10);
  push(below === undefined ? 1.2 : Math.min(12, pitch - below.pitch) / 10);
  push(logOf(held, longest));
  push(logOf(held, shortest));
  push((pitch - 60) / 12);
  push(Number(staff.isSustained));
  push(place.level);
  const again = onsetAhead(moments, moment, (other) => other === pitch);
  push(again === undefined ? 2 : logOf(again - onset, beat));
  push(again === undefined ? -2 : logOf(held, again - onset));
  const onward = onsetAhead(moments, moment, (other) => Math.abs(other - pitch) <= STEP_SEMITONES);
  push(onward === undefined ? 2 : logOf(onward - onset, beat));
  push(onward === undefined ? -2 : logOf(held, onward - onset));
  let over = 0;
  let under = 0;
  for (let back = moment - 1; back >= Math.max(0, moment - AHEAD); back -= 1) {
    for (const each of moments[back]?.notes ?? []) {
      if (each.onset + heldDivs(each) <= onset + beat / 4) continue;
      if (each.pitch > pitch) over += 1;
      else under += 1;
    }
  }
  push(Math.min(4, over) / 2);
  push(Math.min(4, under) / 2);
  for (const around of [place.barsAround, place.beatsAround]) {
    let sum = 0;
    let same = 0;
    for (const other of around) {
      const alike = alikeIn(moments[other]?.notes ?? [], pitch, above, below);
      if (alike === undefined) continue;
      sum += logOf(heldDivs(alike), (moments[other + 1]?.onset ?? Infinity) - alike.onset);
      same += 1;
    }
    push(same === 0 ? logOf(held, gap) : sum / same);
    push(same / around.length || 0);
    push(same === 0 ? 0 : logOf(held, gap) - sum / same);
  }
  push(place.overhang);
  for (const { share, count } of place.shares) {
    push(count === 0 ? 0 : logOf(held, gap) - share);
    push(Math.min(6, count) / 3);
  }
  for (let behind = 1; behind <= BEHIND; behind += 1) {
    const before = moments[moment - behind];
    const beforePlace = places[moment - behind];
    if (before === undefined || beforePlace === undefined) {
      for (const value of BEFORE_THE_START) push(value);
      continue;
    }
    push(logOf(onset - before.onset, beat));
    push(nearest(before.notes, pitch));
    push(away(before.notes.at(-1), pitch));
    push(away(before.notes[0], pitch));
    push(Math.min(5, before.notes.length) / 2);
    push(beforePlace.overhang);
    push(beforePlace.level);
  }
  for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
    const next = moments[moment + ahead];
    const nextPlace = places[moment + ahead];
    if (next === undefined || nextPlace === undefined) {
      for (const value of BEYOND_THE_END) push(value);
      continue;
    }
    push(logOf(held, next.onset - onset));
    push(logOf(next.onset - onset, beat));
    push(nearest(next.notes, pitch));
    push(away(next.notes.at(-1), pitch));
    push(away(next.notes[0], pitch));
    push(Number(next.notes.some((each) => each.pitch === pitch)));
    push(Math.min(5, next.notes.length) / 2);
    push(nextPlace.overhang);
    push(nextPlace.level);
    push(Number(nextPlace.bar !== place.bar));
  }
}

/** What stands for moments that are not there. */
const BEFORE_THE_START = [2, 0, 0, 0, 0, 0, 1] as const;
const BEYOND_THE_END = [-1, 2, 0, 0, 0, 0, 0, 0, 1, 1] as const;

/** The next onset, among a few, at which such a pitch is struck. */
function onsetAhead(
  moments: readonly Moment[],
  moment: number,
  isWanted: (pitch: number) => boolean,
): number | undefined {
  for (let ahead = moment + 1; ahead <= moment + FARTHEST; ahead += 1) {
    const next = moments[ahead];
    if (next?.notes.some((each) => isWanted(each.pitch)) === true) return next.onset;
  }
  return undefined;
}

/** The note of another chord that stands where this one does in its own: on top, at the bottom, or near. */
function alikeIn(
  notes: readonly PlacedNote[],
  pitch: number,
  above: PlacedNote | undefined,
  below: PlacedNote | undefined,
): PlacedNote | undefined {
  if (above === undefined && below !== undefined) return notes.at(-1);
  if (below === undefined && above !== undefined) return notes[0];
  let best: PlacedNote | undefined;
  for (const each of notes) {
    if (best === undefined || Math.abs(each.pitch - pitch) < Math.abs(best.pitch - pitch)) {
      best = each;
    }
  }
  return best;
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
