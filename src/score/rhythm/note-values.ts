import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';

/** How players of an instrument let go of notes that are written up to the next one. */
export interface Touch {
  /** A note held for this share of the way to the next one is written up to it. */
  readonly legatoShare: number;
  /** Up to this share of a beat to the next note, no rest is written however short the note was. */
  readonly noRestCells: number;
}

/** Bowed, blown and sung notes sound as long as they are written, nearly. */
export const SUSTAINED: Touch = { legatoShare: 0.6, noRestCells: 0.5 };
/** Keys, plucked strings and drums are let go early, and the sound (or a pedal) goes on. */
export const STRUCK: Touch = { legatoShare: 0.45, noRestCells: 1 };

/**
 * Written values of one voice: a chord lasts to the next one unless it was let go clearly before;
 * then to the first place of the beat after it was let go (Nakamura, Yoshii & Dixon 2017: values
 * follow from the next onset in the voice far more than from how long the key was held).
 * `notes` of one voice, sorted by onset.
 */
export function decideValues(
  notes: readonly PlacedNote[],
  cells: readonly Cell[],
  touch: Touch,
): RhythmEvent[] {
  const chords: { onset: number; notes: PlacedNote[] }[] = [];
  for (const note of notes) {
    const last = chords.at(-1);
    if (last?.onset === note.onset) last.notes.push(note);
    else chords.push({ onset: note.onset, notes: [note] });
  }
  const last = cells.at(-1);
  const scoreEnd = last === undefined ? 0 : last.start + last.length;
  return chords.map(({ onset, notes: struck }, index) => {
    const limit = chords[index + 1]?.onset ?? scoreEnd;
    return { onset, end: endOf(onset, limit, struck, cells, touch), notes: struck };
  });
}

function endOf(
  onset: number,
  limit: number,
  notes: readonly PlacedNote[],
  cells: readonly Cell[],
  touch: Touch,
): number {
  const held = Math.max(...notes.map((note) => note.playedEnd - note.playedStart));
  const cell = cells[cellIndexAt(cells, onset)];
  if (cell === undefined) return limit;
  const gap = limit - onset;
  if (held >= touch.legatoShare * gap || gap <= touch.noRestCells * cell.length) return limit;
  // The first multiple of half a beat, a beat, two beats … at which the key was (nearly) up.
  let step = cell.metre.isCompound ? cell.length / 3 : cell.length / 2;
  if (onset % step !== 0 && held < step / 2) step /= 2;
  const cellStart = cell.start;
  const steps = Math.max(1, Math.round((onset + held * 1.15 - cellStart) / step));
  let end = cellStart + steps * step;
  while (end <= onset) end += step;
  return Math.min(limit, end);
}
