import type { NoteEvent, Transcription } from '../../transcription/model.ts';
import { unevennessSec } from '../unevenness.ts';

/** A note, and whether it is a stroke on a drum. */
export interface StruckNote extends NoteEvent {
  readonly isDrum: boolean;
}

/** One moment at which something is struck. */
export interface Attack {
  /** Mean of its notes' onsets. */
  readonly sec: number;
  /** By onset, then pitch. */
  readonly notes: readonly StruckNote[];
}

/** Notes struck within this of the first are one attack; chords of human players spread this far. */
const TOGETHER_SEC = 0.045;
/** Where chords are more uneven than this (heard badly, or played so), they spread further, but not without end. */
const EVEN_SEC = 0.015;
const FURTHER = 6;
const FURTHEST_SEC = 0.09;

/** All attacks of all parts together, in time order. */
export function attacksOf(performance: Transcription): Attack[] {
  const notes = performance.instruments
    // What is new goes first: V8 copies an object many times slower where it must grow after it.
    .flatMap(({ notes, isDrum }): StruckNote[] => notes.map((note) => ({ isDrum, ...note })))
    .sort((a, b) => a.startSec - b.startSec || a.pitch - b.pitch);
  const togetherSec = togetherSecOf(notes);
  const groups: StruckNote[][] = [];
  for (const note of notes) {
    const group = groups.at(-1);
    const first = group?.[0];
    const isTogether = first !== undefined && note.startSec - first.startSec <= togetherSec;
    if (group !== undefined && isTogether) group.push(note);
    else groups.push([note]);
  }
  return groups.map((group) => ({
    sec: group.reduce((sum, note) => sum + note.startSec, 0) / group.length,
    notes: group,
  }));
}

/** Whether somebody keeps time: bands bend the tempo less than people alone. */
export function haveDrums(attacks: readonly Attack[]): boolean {
  return attacks.some(({ notes }) => notes.some(({ isDrum }) => isDrum));
}

function togetherSecOf(notes: readonly StruckNote[]): number {
  const excess = unevennessSec(notes.map((note) => note.startSec)) - EVEN_SEC;
  return Math.min(FURTHEST_SEC, TOGETHER_SEC + FURTHER * Math.max(0, excess));
}
