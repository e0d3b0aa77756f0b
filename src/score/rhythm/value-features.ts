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
  features.fill(0);
  const here = staff.moments[moment];
  const place = places[moment];
  const note = here?.notes[at];
  if (here === undefined || place === undefined || note === undefined) return;
  let next = writeNote(staff, moment, here.notes, at, place, features);
  next = writeAlike(staff, moment, here.notes, at, place, features, next);
  next = writeBehind(staff, places, moment, note, features, next);
  writeAhead(staff, places, moment, note, features, next);
}

// Each of these writes from an index on, and gives back where the next goes on. They are written out number by
// number: through a function of its own, each number would be put in a box.

/** The note in its chord, and where its key is struck again and its line goes on. */
function writeNote(
  { moments, touch, isSustained }: StaffView,
  moment: number,
  notes: readonly PlacedNote[],
  at: number,
  { beat, level }: Place,
  features: Float64Array,
): number {
  const note = notes[at];
  const local = touch[moment];
  if (note === undefined || local === undefined) return 0;
  const { pitch, onset } = note;
  const held = heldDivs(note);
  const above = notes[at + 1];
  const below = notes[at - 1];
  let longest = 0;
  let shortest = Infinity;
  for (const each of notes) {
    longest = Math.max(longest, heldDivs(each));
    shortest = Math.min(shortest, heldDivs(each));
  }
  const again = onsetAhead(moments, moment, pitch, 0);
  const onward = onsetAhead(moments, moment, pitch, STEP_SEMITONES);
  let over = 0;
  let under = 0;
  for (let back = moment - 1; back >= Math.max(0, moment - AHEAD); back -= 1) {
    for (const each of moments[back]?.notes ?? []) {
      if (each.onset + heldDivs(each) <= onset + beat / 4) continue;
      if (each.pitch > pitch) over += 1;
      else under += 1;
    }
  }
  let next = 0;
  features[next++] = local.usual;
  features[next++] = local.shorterSpread;
  features[next++] = local.longerSpread;
  features[next++] = logOf(held, beat);
  features[next++] = Math.log(Math.max(0.02, note.endSec - note.startSec));
  features[next++] = Math.min(5, notes.length) / 2;
  features[next++] = Number(above === undefined);
  features[next++] = Number(below === undefined);
  features[next++] = above === undefined ? 1.2 : Math.min(12, above.pitch - pitch) / 10;
  features[next++] = below === undefined ? 1.2 : Math.min(12, pitch - below.pitch) / 10;
  features[next++] = logOf(held, longest);
  features[next++] = logOf(held, shortest);
  features[next++] = (pitch - 60) / 12;
  features[next++] = Number(isSustained);
  features[next++] = level;
  features[next++] = again === undefined ? 2 : logOf(again - onset, beat);
  features[next++] = again === undefined ? -2 : logOf(held, again - onset);
  features[next++] = onward === undefined ? 2 : logOf(onward - onset, beat);
  features[next++] = onward === undefined ? -2 : logOf(held, onward - onset);
  features[next++] = Math.min(4, over) / 2;
  features[next++] = Math.min(4, under) / 2;
  return next;
}

/** How notes are held that stand where this one does, in other bars and beats, and at steps as long. */
function writeAlike(
  { moments }: StaffView,
  moment: number,
  notes: readonly PlacedNote[],
  at: number,
  { barsAround, beatsAround, overhang, shares }: Place,
  features: Float64Array,
  from: number,
): number {
  const note = notes[at];
  if (note === undefined) return from;
  const held = heldDivs(note);
  const gap = (moments[moment + 1]?.onset ?? Infinity) - note.onset;
  let next = from;
  for (const around of [barsAround, beatsAround]) {
    let sum = 0;
    let same = 0;
    for (const other of around) {
      const others = moments[other]?.notes ?? [];
      const alike = alikeIn(others, note.pitch, notes[at + 1], notes[at - 1]);
      if (alike === undefined) continue;
      sum += logOf(heldDivs(alike), (moments[other + 1]?.onset ?? Infinity) - alike.onset);
      same += 1;
    }
    features[next++] = same === 0 ? logOf(held, gap) : sum / same;
    features[next++] = same / around.length || 0;
    features[next++] = same === 0 ? 0 : logOf(held, gap) - sum / same;
  }
  features[next++] = overhang;
  for (const { share, count } of shares) {
    features[next++] = count === 0 ? 0 : logOf(held, gap) - share;
    features[next++] = Math.min(6, count) / 3;
  }
  return next;
}

function writeBehind(
  { moments }: StaffView,
  places: readonly Place[],
  moment: number,
  { onset, pitch }: PlacedNote,
  features: Float64Array,
  from: number,
): number {
  const beat = places[moment]?.beat ?? 1;
  let next = from;
  for (let behind = 1; behind <= BEHIND; behind += 1) {
    const before = moments[moment - behind];
    const beforePlace = places[moment - behind];
    if (before === undefined || beforePlace === undefined) {
      features.set(BEFORE_THE_START, next);
      next += BEFORE_THE_START.length;
      continue;
    }
    features[next++] = logOf(onset - before.onset, beat);
    features[next++] = nearest(before.notes, pitch);
    features[next++] = away(before.notes.at(-1), pitch);
    features[next++] = away(before.notes[0], pitch);
    features[next++] = Math.min(5, before.notes.length) / 2;
    features[next++] = beforePlace.overhang;
    features[next++] = beforePlace.level;
  }
  return next;
}

function writeAhead(
  { moments }: StaffView,
  places: readonly Place[],
  moment: number,
  note: PlacedNote,
  features: Float64Array,
  from: number,
): void {
  const { onset, pitch } = note;
  const { beat = 1, bar } = places[moment] ?? {};
  const held = heldDivs(note);
  let next = from;
  for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
    const after = moments[moment + ahead];
    const afterPlace = places[moment + ahead];
    if (after === undefined || afterPlace === undefined) {
      features.set(BEYOND_THE_END, next);
      next += BEYOND_THE_END.length;
      continue;
    }
    features[next++] = logOf(held, after.onset - onset);
    features[next++] = logOf(after.onset - onset, beat);
    features[next++] = nearest(after.notes, pitch);
    features[next++] = away(after.notes.at(-1), pitch);
    features[next++] = away(after.notes[0], pitch);
    features[next++] = Number(hasWithin(after.notes, pitch, 0));
    features[next++] = Math.min(5, after.notes.length) / 2;
    features[next++] = afterPlace.overhang;
    features[next++] = afterPlace.level;
    features[next++] = Number(afterPlace.bar !== bar);
  }
}

/** What stands for moments that are not there. */
const BEFORE_THE_START = [2, 0, 0, 0, 0, 0, 1] as const;
const BEYOND_THE_END = [-1, 2, 0, 0, 0, 0, 0, 0, 1, 1] as const;

/** The next onset, among a few, at which a pitch so near is struck. */
function onsetAhead(
  moments: readonly Moment[],
  moment: number,
  pitch: number,
  semitones: number,
): number | undefined {
  for (let ahead = moment + 1; ahead <= moment + FARTHEST; ahead += 1) {
    const next = moments[ahead];
    if (next !== undefined && hasWithin(next.notes, pitch, semitones)) return next.onset;
  }
  return undefined;
}

function hasWithin(notes: readonly PlacedNote[], pitch: number, semitones: number): boolean {
  for (const note of notes) if (Math.abs(note.pitch - pitch) <= semitones) return true;
  return false;
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
