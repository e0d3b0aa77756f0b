import { metreOf } from '../layout/metre.ts';
import type { Metre } from '../layout/metre.ts';
import type { Bar } from '../model.ts';

/** One beat of the score: what rhythms are read and written in. */
export interface Cell {
  readonly start: number;
  readonly length: number;
  readonly barIndex: number;
  readonly metre: Metre;
}

/** Position of a bar's start in a whole bar of its metre: > 0 only in an anacrusis. */
export function barShift(bar: Bar): number {
  const metre = metreOf(bar.time);
  return Math.max(0, metre.barDivs - bar.lengthDivs);
}

/** The beats of all bars, in order. A bar that is no whole number of beats begins with a short one. */
export function cellsOf(bars: readonly Bar[]): Cell[] {
  const cells: Cell[] = [];
  bars.forEach((bar, barIndex) => {
    const metre = metreOf(bar.time);
    const end = bar.startDiv + bar.lengthDivs;
    let start = bar.startDiv;
    let length = bar.lengthDivs % metre.cellDivs || metre.cellDivs;
    while (start < end) {
      cells.push({ start, length, barIndex, metre });
      start += length;
      length = metre.cellDivs;
    }
  });
  return cells;
}

/** Index of the last cell that starts at or before `div`; 0 if none does. */
export function cellIndexAt(cells: readonly Cell[], div: number): number {
  let low = 0;
  let high = cells.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((cells[middle]?.start ?? Infinity) <= div) low = middle;
    else high = middle;
  }
  return low;
}

/** Where the last cell ends. */
export function scoreEnd(cells: readonly Cell[]): number {
  const last = cells.at(-1);
  return last === undefined ? 0 : last.start + last.length;
}
