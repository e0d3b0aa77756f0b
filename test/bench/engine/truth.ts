import type { Family } from './families.ts';

/** A note that is really played. */
export interface TrueNote {
  readonly pitch: number;
  readonly startSec: number;
  /** When it is let go, by key or pedal. */
  readonly endSec: number;
  readonly velocity: number;
  /** Of pitched notes: who plays it; several where they play in unison. */
  readonly families: readonly Family[];
}

/** What a recording holds. */
export interface Truth {
  readonly notes: readonly TrueNote[];
  /** Strokes on a drum kit; `pitch` is the General MIDI drum key. */
  readonly hits: readonly TrueNote[];
}

/** Notes of one pitch that begin within this time cannot be told apart by ear. */
const UNISON_SEC = 0.03;

/** One note for each group that several instruments play in unison. @returns sorted by onset */
export function mergeUnisons(notes: readonly TrueNote[]): TrueNote[] {
  const last = new Map<number, number>();
  const merged: TrueNote[] = [];
  for (const note of notes.toSorted((a, b) => a.startSec - b.startSec)) {
    const at = last.get(note.pitch);
    const before = at === undefined ? undefined : merged[at];
    if (at !== undefined && before !== undefined && note.startSec - before.startSec < UNISON_SEC) {
      merged[at] = {
        ...before,
        endSec: Math.max(before.endSec, note.endSec),
        velocity: Math.max(before.velocity, note.velocity),
        families: [...new Set([...before.families, ...note.families])],
      };
    } else {
      last.set(note.pitch, merged.push(note) - 1);
    }
  }
  return merged;
}
