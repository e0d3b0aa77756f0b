import { plainParts } from './grids.ts';
import type { Grid, GridChoice } from './grids.ts';
import { cellIndexAt, scoreEnd } from './cells.ts';
import type { Cell } from './cells.ts';
import type { PlacedNote, RhythmEvent } from './heard.ts';

/** A voice whose events lie on one grid per beat, so that it can be written. */
export interface FittedVoice {
  /** In order, not overlapping, onsets strictly increasing. */
  readonly events: readonly RhythmEvent[];
  /** By cell index: the grid of the beat, where it is not the plain one. */
  readonly grids: ReadonlyMap<number, Grid>;
}

/**
 * Gives each beat of a voice one grid and moves what does not lie on it (a beat shared by two hands
 * may have been read on a finer grid than one voice can be written in). Events that fall together
 * become one chord; an event never outlasts the start of the next.
 */
export function fitCells(
  events: readonly RhythmEvent[],
  cells: readonly Cell[],
  choice: GridChoice,
): FittedVoice {
  const grids = chooseGrids(events, cells, choice);
  const snap = (div: number): number => {
    const index = cellIndexAt(cells, div);
    const cell = cells[index];
    return cell === undefined ? div : snapTo(cell, grids.get(index), div);
  };
  const merged = new Map<number, { end: number; notes: PlacedNote[]; isStaccato: boolean }>();
  for (const event of events) {
    const onset = snap(event.onset);
    const end = snap(event.end);
    const at = merged.get(onset);
    if (at === undefined)
      merged.set(onset, { end, notes: [...event.notes], isStaccato: event.isStaccato });
    else {
      at.end = Math.max(at.end, end);
      at.notes.push(...event.notes);
      at.isStaccato &&= event.isStaccato;
    }
  }
  const ordered = [...merged].sort((a, b) => a[0] - b[0]);
  const fitted: RhythmEvent[] = [];
  ordered.forEach(([onset, { end, notes, isStaccato }], index) => {
    const limit = ordered[index + 1]?.[0] ?? scoreEnd(cells);
    const cellIndex = cellIndexAt(cells, onset);
    const cell = cells[cellIndex];
    const shortest = cell === undefined ? 1 : stepOf(cell, grids.get(cellIndex));
    notes.sort((a, b) => a.pitch - b.pitch);
    fitted.push({
      onset,
      end: Math.min(limit, Math.max(end, onset + shortest)),
      notes,
      isStaccato,
    });
  });
  return { events: fitted.filter((event) => event.end > event.onset), grids };
}

function stepOf(cell: Cell, grid: Grid | undefined): number {
  return cell.metre.cellDivs / (grid?.parts ?? plainParts(cell.metre));
}

function snapTo(cell: Cell, grid: Grid | undefined, div: number): number {
  const step = stepOf(cell, grid);
  const end = cell.start + cell.length;
  return Math.max(cell.start, end - Math.round((end - div) / step) * step);
}

/** The grid that moves the fewest attacks and ends least; the plain one where it does as well. */
function chooseGrids(
  events: readonly RhythmEvent[],
  cells: readonly Cell[],
  choice: GridChoice,
): Map<number, Grid> {
  const inside = new Map<number, { onsets: number[]; ends: number[] }>();
  const add = (div: number, kind: 'onsets' | 'ends'): void => {
    const index = cellIndexAt(cells, div);
    const cell = cells[index];
    if (cell === undefined || div === cell.start || div >= cell.start + cell.length) return;
    let entry = inside.get(index);
    if (entry === undefined) inside.set(index, (entry = { onsets: [], ends: [] }));
    entry[kind].push(div);
  };
  for (const event of events) {
    add(event.onset, 'onsets');
    add(event.end, 'ends');
  }
  const chosen = new Map<number, Grid>();
  for (const [index, { onsets, ends }] of inside) {
    const cell = cells[index];
    if (cell === undefined || cell.length !== cell.metre.cellDivs) continue;
    let best = movedBy(cell, undefined, onsets, ends);
    // Nothing moves less than not at all.
    if (best === 0) continue;
    for (const grid of choice(cell.metre)) {
      if (grid.tuplet === undefined) continue;
      const here = movedBy(cell, grid, onsets, ends) + cell.length * 0.001;
      if (here < best) {
        best = here;
        chosen.set(index, grid);
      }
    }
  }
  return chosen;
}

/** How far a grid moves attacks and ends, in divs; ends count less, attacks that fall together much more. */
function movedBy(
  cell: Cell,
  grid: Grid | undefined,
  onsets: readonly number[],
  ends: readonly number[],
): number {
  let moved = 0;
  const taken = new Set<number>();
  for (const div of onsets) {
    const to = snapTo(cell, grid, div);
    moved += Math.abs(to - div) + (taken.has(to) ? cell.length : 0);
    taken.add(to);
  }
  for (const div of ends) moved += Math.abs(snapTo(cell, grid, div) - div) / 4;
  return moved;
}
