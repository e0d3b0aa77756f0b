import { levelAt } from '../layout/metre.ts';
import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import { heldDivs } from './touch.ts';
import type { Moment, Touch } from './touch.ts';

/** Places that the music may come back from: a bar, two bars, a beat before and after. */
const BARS_AWAY = [-2, -1, 1, 2] as const;
const BEATS_AWAY = [-1, 1] as const;

/** Moments on each side that tell how steps of other lengths are held. */
const NEIGHBOURS = 12;
/** A step is as long as another if it is no longer and no shorter than by this. */
const ALIKE = 1.25;
/** Held over the next moment by more than this (a logarithm), a note says nothing of how steps are held. */
const HELD_OVER = 0.25;

/** A staff as the value net looks at it. */
export interface StaffView {
  readonly moments: readonly Moment[];
  readonly touch: readonly Touch[];
  readonly cells: readonly Cell[];
  /** Bowed, blown or sung. */
  readonly isSustained: boolean;
}

/** Where a moment stands. */
export interface Place {
  /** Length of the beat, in divs. */
  readonly beat: number;
  readonly bar: number;
  /** How weak the place is in its bar, 0 at the barline. */
  readonly level: number;
  /** Moments at the same place of bars around, and of beats around. */
  readonly barsAround: readonly number[];
  readonly beatsAround: readonly number[];
  /** Log of how long the longest note is held against the way to the next moment. */
  readonly overhang: number;
  /** Means of that over moments near by, where the next one comes sooner than here, as soon, and later. */
  readonly shares: readonly { readonly share: number; readonly count: number }[];
}

/** The places of moments in their bars. A bar's end is a barline, so a short first bar is counted from there. */
export function placesOf({ moments, cells }: StaffView): Place[] {
  const ends = new Map<number, number>();
  for (const cell of cells) ends.set(cell.barIndex, cell.start + cell.length);
  const at = new Map(moments.map(({ onset }, index) => [onset, index]));
  const gaps = moments.map(({ onset }, index) => (moments[index + 1]?.onset ?? Infinity) - onset);
  const overhangs = moments.map(({ notes }, index) =>
    logOf(Math.max(...notes.map(heldDivs)), gaps[index] ?? Infinity),
  );
  return moments.map(({ onset }, index) => {
    const cellIndex = cellIndexAt(cells, onset);
    const cell = cells[cellIndex];
    const overhang = overhangs[index] ?? 0;
    const shares = sharesNear(index, gaps, overhangs);
    if (cell === undefined) {
      return { beat: 1, bar: 0, level: 0, barsAround: [], beatsAround: [], overhang, shares };
    }
    const fromEnd = (ends.get(cell.barIndex) ?? onset) - onset;
    return {
      beat: cell.metre.cellDivs,
      bar: cell.barIndex,
      level: levelAt(cell.metre, fromEnd) / 5,
      barsAround: BARS_AWAY.flatMap((away) => {
        const end = ends.get(cell.barIndex + away);
        return end === undefined ? [] : (at.get(end - fromEnd) ?? []);
      }),
      beatsAround: BEATS_AWAY.flatMap((away) => {
        const other = cells[cellIndex + away];
        return other === undefined ? [] : (at.get(other.start + onset - cell.start) ?? []);
      }),
      overhang,
      shares,
    };
  });
}

/** How long the steps around are held, told apart by how long they are against this one. */
function sharesNear(
  index: number,
  gaps: readonly number[],
  overhangs: readonly number[],
): { share: number; count: number }[] {
  const gap = gaps[index] ?? Infinity;
  const sums = [0, 0, 0].map(() => ({ share: 0, count: 0 }));
  const last = Math.min(gaps.length - 1, index + NEIGHBOURS);
  for (let other = Math.max(0, index - NEIGHBOURS); other <= last; other += 1) {
    const away = (gaps[other] ?? Infinity) / gap;
    const overhang = overhangs[other] ?? 0;
    if (other === index || overhang > HELD_OVER || !Number.isFinite(away)) continue;
    const sum = sums[away * ALIKE < 1 ? 0 : away <= ALIKE ? 1 : 2];
    if (sum === undefined) continue;
    sum.share += overhang;
    sum.count += 1;
  }
  return sums.map(({ share, count }) => ({ share: count === 0 ? 0 : share / count, count }));
}

/** Logarithm of a ratio of lengths in divs, at most 3 either way. */
export function logOf(a: number, b: number): number {
  return Math.max(-3, Math.min(3, Math.log(Math.max(1, a) / Math.max(1, b))));
}
