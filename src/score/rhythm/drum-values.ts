import { cellIndexAt, scoreEnd } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';
import { momentsOf } from './touch.ts';

/**
 * Written values of one voice of a drum kit: a stroke has no length, so it lasts to the next of its voice
 * or to the end of its beat, whichever comes first, and no rest is written inside a beat after it.
 * @param notes of one voice, sorted by onset
 */
export function drumValues(notes: readonly PlacedNote[], cells: readonly Cell[]): RhythmEvent[] {
  const strokes = momentsOf(notes);
  return strokes.map(({ onset, notes: struck }, index) => {
    const cell = cells[cellIndexAt(cells, onset)];
    const beatEnd = cell === undefined ? scoreEnd(cells) : cell.start + cell.length;
    const next = strokes[index + 1]?.onset ?? Infinity;
    return { onset, end: Math.min(beatEnd, next), notes: struck, isStaccato: false };
  });
}
