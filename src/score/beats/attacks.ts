import type { NoteEvent, Transcription } from '../../transcription/model.ts';

/** One moment at which something is struck, with what a listener would find accented about it. */
export interface Attack {
  readonly sec: number;
  /** When its first note is struck. */
  readonly firstSec: number;
  /**
   * How accented it is against the rest of the piece: about 0 on average, spread about 1. Chord
   * size, long notes, low notes, loudness and change of harmony (Temperley & Sleator 1999; Lerdahl &
   * Jackendoff's metrical preference rules).
   */
  readonly accent: number;
  readonly kick: boolean;
  readonly snare: boolean;
  readonly crash: boolean;
}

/** Notes struck within this of the first are one attack; chords of human players spread this far. */
const TOGETHER_SEC = 0.045;

interface Struck extends NoteEvent {
  readonly isDrum: boolean;
}

/** All attacks of all parts together, in time order. */
export function attacksOf(performance: Transcription): Attack[] {
  const notes = performance.instruments
    .flatMap((each): Struck[] => each.notes.map((note) => ({ ...note, isDrum: each.isDrum })))
    .sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
  const groups: Struck[][] = [];
  for (const note of notes) {
    const group = groups.at(-1);
    const first = group?.[0];
    if (
      group !== undefined &&
      first !== undefined &&
      note.startSec - first.startSec <= TOGETHER_SEC
    ) {
      group.push(note);
    } else groups.push([note]);
  }
  const accents = accentsOf(groups);
  return groups.map((group, index) => {
    const drums = new Set(group.filter((note) => note.isDrum).map((note) => note.pitch));
    return {
      sec: group.reduce((sum, note) => sum + note.startSec, 0) / group.length,
      firstSec: group[0]?.startSec ?? 0,
      accent: accents[index] ?? 0,
      kick: drums.has(35) || drums.has(36),
      snare: drums.has(38) || drums.has(40) || drums.has(37),
      crash: drums.has(49) || drums.has(57) || drums.has(52) || drums.has(55),
    };
  });
}

/** Weights of the standardised cues in the accent. */
const WEIGHTS = { size: 0.5, length: 0.8, bass: 0.7, loudness: 0.3, harmony: 0.8 } as const;

function accentsOf(groups: readonly Struck[][]): number[] {
  const pitched = groups.map((group) => group.filter((note) => !note.isDrum));
  const size = pitched.map((group) => Math.log(1 + group.length));
  const length = pitched.map((group) =>
    Math.log(0.1 + Math.min(2, Math.max(0, ...group.map((note) => note.endSec - note.startSec)))),
  );
  const loudness = groups.map((group) => Math.max(...group.map((note) => note.velocity)));
  const bass = bassCue(pitched);
  const harmony = harmonyCue(pitched);
  const cues = [
    [size, WEIGHTS.size],
    [length, WEIGHTS.length],
    [bass, WEIGHTS.bass],
    [loudness, WEIGHTS.loudness],
    [harmony, WEIGHTS.harmony],
  ] as const;
  const accents = new Array<number>(groups.length).fill(0);
  for (const [cue, weight] of cues) {
    standardise(cue).forEach((value, index) => {
      accents[index] = (accents[index] ?? 0) + weight * value;
    });
  }
  return standardise(accents);
}

function standardise(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance =
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  const deviation = Math.sqrt(variance);
  if (deviation < 1e-9) return values.map(() => 0);
  return values.map((value) => Math.max(-2.5, Math.min(2.5, (value - mean) / deviation)));
}

/** How far below the local mean the lowest struck note lies, in octaves. */
function bassCue(groups: readonly (readonly Struck[])[]): number[] {
  let mean = 60;
  return groups.map((group) => {
    if (group.length === 0) return -0.5;
    const lowest = Math.min(...group.map((note) => note.pitch));
    const cue = Math.max(-1, Math.min(2, (mean - lowest) / 12));
    for (const note of group) mean += 0.05 * (note.pitch - mean);
    return cue;
  });
}

const HARMONY_BACK_SEC = 1.2;
const HARMONY_AHEAD_SEC = 0.6;

/** How many of the pitch classes struck from here on were not sounding just before. */
function harmonyCue(groups: readonly (readonly Struck[])[]): number[] {
  const secs = groups.map((group) => group[0]?.startSec ?? NaN);
  return groups.map((group, index) => {
    const now = group[0]?.startSec;
    if (now === undefined) return 0;
    const before = new Float64Array(12);
    const after = new Float64Array(12);
    for (let at = index - 1; at >= 0 && now - (secs[at] ?? now) < HARMONY_BACK_SEC; at -= 1) {
      addPitches(before, groups[at] ?? []);
    }
    for (let at = index; at < groups.length; at += 1) {
      if ((secs[at] ?? now) - now > HARMONY_AHEAD_SEC) break;
      addPitches(after, groups[at] ?? []);
    }
    return distance(before, after);
  });
}

function addPitches(weights: Float64Array, notes: readonly Struck[]): void {
  for (const note of notes) {
    const pc = note.pitch % 12;
    weights[pc] = (weights[pc] ?? 0) + (note.pitch < 55 ? 2 : 1);
  }
}

/** 1 − cosine of two pitch-class weightings. */
function distance(a: Float64Array, b: Float64Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let pc = 0; pc < 12; pc += 1) {
    ab += (a[pc] ?? 0) * (b[pc] ?? 0);
    aa += (a[pc] ?? 0) ** 2;
    bb += (b[pc] ?? 0) ** 2;
  }
  return aa === 0 || bb === 0 ? 0.5 : 1 - ab / Math.sqrt(aa * bb);
}
