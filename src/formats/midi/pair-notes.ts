import type { Key } from './track-content.ts';

/** A note in ticks. */
export interface TickNote {
  readonly startTick: number;
  /** Always > `startTick`. */
  readonly endTick: number;
  /** 1–127. */
  readonly velocity: number;
  /** The file does not say where it ends. */
  readonly isUnended: boolean;
}

/**
 * Joins beginnings and endings of one pitch on one channel into notes. As long as every beginning has
 * its ending, the note that began first ends first. If one is missing, that rule would shift all
 * later ends; then a new beginning ends the note before it.
 * @param keys in file order
 * @param endTick where the track ends
 */
export function pairNotes(keys: readonly Key[], endTick: number): readonly TickNote[] {
  return inOrder(keys) ?? byNextBeginning(keys, endTick);
}

/** First in, first out; `undefined` if a note is left without an end. */
function inOrder(keys: readonly Key[]): readonly TickNote[] | undefined {
  const begun: Key[] = [];
  const notes: TickNote[] = [];
  for (const key of keys) {
    if (key.velocity > 0) begun.push(key);
    else {
      const start = begun[notes.length];
      // An ending with no beginning means nothing.
      if (start !== undefined) notes.push(note(start, key.tick, false));
    }
  }
  return notes.length === begun.length ? notes : undefined;
}

function byNextBeginning(keys: readonly Key[], endTick: number): readonly TickNote[] {
  const notes: TickNote[] = [];
  let sounding: Key | undefined;
  for (const key of keys) {
    if (sounding !== undefined) notes.push(note(sounding, key.tick, key.velocity > 0));
    sounding = key.velocity > 0 ? key : undefined;
  }
  if (sounding !== undefined) notes.push(note(sounding, endTick, true));
  return notes;
}

function note(start: Key, endTick: number, isUnended: boolean): TickNote {
  return {
    startTick: start.tick,
    // Drum machines write strokes without length; a note needs one.
    endTick: Math.max(endTick, start.tick + 1),
    velocity: start.velocity,
    isUnended,
  };
}
