import type { StruckNote } from './attacks.ts';

/** Numbers the net hears of each attack. */
export const FEATURES = 16;
/** Nothing is waited for longer. */
const FAR_SEC = 4;
const BACK_SEC = 1.2;
const AHEAD_SEC = 0.6;

/** What the features are computed from. */
export interface Heard {
  readonly sec: number;
  readonly notes: readonly StruckNote[];
}

/**
 * The features of attacks, a row of 16 each: the waits before and after, how many notes, how low, how
 * high, how long, which drums and how surely, how long nothing as low or as high was struck, how new the harmony is.
 * `scripts/training/beats/features.py` computes the same for training, of strokes that are all sure.
 */
export function netInput(attacks: readonly Heard[]): Float64Array {
  const rows = new Float64Array(attacks.length * FEATURES);
  const secs = attacks.map((each) => each.sec);
  const lowest = attacks.map(({ notes }) => edge(notes, (a, b) => a < b, Infinity));
  const highest = attacks.map(({ notes }) => -edge(notes, (a, b) => a > b, -Infinity));
  const harmony = harmonies(attacks, secs);
  attacks.forEach(({ sec, notes }, at) => {
    const row = rows.subarray(at * FEATURES, (at + 1) * FEATURES);
    row[0] = logSec(at === 0 ? 1 : sec - (secs[at - 1] ?? sec));
    row[1] = logSec(at === attacks.length - 1 ? 1 : (secs[at + 1] ?? sec) - sec);
    addPitched(row, notes);
    addDrums(row, notes);
    row[11] = logSec(wait(secs, lowest, at, -1));
    row[12] = logSec(wait(secs, lowest, at, 1));
    row[13] = logSec(wait(secs, highest, at, -1));
    row[14] = harmony[at] ?? 0.5;
  });
  return rows;
}

function logSec(sec: number): number {
  return (Math.log(Math.max(0.03, Math.min(FAR_SEC, sec))) + 1.2) / 0.8;
}

function edge(
  notes: readonly StruckNote[],
  isBeyond: (a: number, b: number) => boolean,
  none: number,
): number {
  let found = none;
  for (const note of notes) if (!note.isDrum && isBeyond(note.pitch, found)) found = note.pitch;
  return found;
}

function addPitched(row: Float64Array, notes: readonly StruckNote[]): void {
  let bass: StruckNote | undefined;
  let top = -Infinity;
  let count = 0;
  let longest = 0;
  for (const note of notes) {
    if (note.isDrum) continue;
    count += 1;
    if (bass === undefined || note.pitch < bass.pitch) bass = note;
    top = Math.max(top, note.pitch);
    longest = Math.max(longest, note.endSec - note.startSec);
  }
  if (bass === undefined) return;
  row[2] = Math.log(1 + count);
  row[3] = (bass.pitch - 55) / 12;
  row[4] = (top - 70) / 12;
  row[5] = logSec(longest);
  row[6] = logSec(bass.endSec - bass.startSec);
}

const KICKS: ReadonlySet<number> = new Set([35, 36]);
const SNARES: ReadonlySet<number> = new Set([37, 38, 40]);
const CRASHES: ReadonlySet<number> = new Set([49, 52, 55, 57]);

function addDrums(row: Float64Array, notes: readonly StruckNote[]): void {
  for (const { isDrum, pitch, confidence = 1 } of notes) {
    if (!isDrum) continue;
    const column = KICKS.has(pitch) ? 7 : SNARES.has(pitch) ? 8 : CRASHES.has(pitch) ? 9 : 10;
    row[column] = Math.max(row[column] ?? 0, confidence);
    row[15] = 1;
  }
}

/** Seconds to the nearest attack, before or after, whose value is at most a semitone more. */
function wait(
  secs: readonly number[],
  values: readonly number[],
  at: number,
  step: 1 | -1,
): number {
  const value = values[at] ?? Infinity;
  const now = secs[at] ?? 0;
  if (!Number.isFinite(value)) return 0;
  for (let other = at + step; other >= 0 && other < secs.length; other += step) {
    const away = Math.abs((secs[other] ?? 0) - now);
    if (away >= FAR_SEC) break;
    if ((values[other] ?? Infinity) <= value + 1) return away;
  }
  return FAR_SEC;
}

/** How little of what is struck from each attack on was struck just before: 1 − cosine. */
function harmonies(attacks: readonly Heard[], secs: readonly number[]): number[] {
  const before = new Float64Array(12);
  const after = new Float64Array(12);
  let from = 0;
  let to = 0;
  return attacks.map(({ sec, notes }, at) => {
    // `before` holds attacks from..at-1, `after` at..to-1.
    for (; (secs[to] ?? Infinity) < sec + AHEAD_SEC; to += 1) add(after, attacks[to]?.notes, 1);
    for (; (secs[from] ?? Infinity) < sec - BACK_SEC; from += 1) {
      add(before, attacks[from]?.notes, -1);
    }
    const change = distance(before, after);
    if (to > at) add(after, notes, -1);
    add(before, notes, 1);
    return change;
  });
}

function add(weights: Float64Array, notes: readonly StruckNote[] | undefined, sign: 1 | -1): void {
  for (const { pitch, isDrum } of notes ?? []) {
    if (isDrum) continue;
    const pc = pitch % 12;
    weights[pc] = (weights[pc] ?? 0) + sign * (pitch < 55 ? 2 : 1);
  }
}

function distance(a: Float64Array, b: Float64Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let pc = 0; pc < 12; pc += 1) {
    ab += (a[pc] ?? 0) * (b[pc] ?? 0);
    aa += (a[pc] ?? 0) ** 2;
    bb += (b[pc] ?? 0) ** 2;
  }
  return aa * bb === 0 ? 0.5 : 1 - ab / Math.sqrt(aa * bb);
}
