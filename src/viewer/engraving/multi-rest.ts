import type { SystemContext } from './system-context.ts';
import type { BarColumn } from './system-input.ts';
import { digits } from './signs.ts';
import { MUSIC_FONT, textWidth } from './fonts.ts';

/** Several silent bars drawn as one. */
export interface BarUnit {
  readonly column: BarColumn;
  /** Bars that share its place, in order; more than none make it a multi-bar rest. */
  readonly followers: readonly BarColumn[];
}

/** Bars by the places they take on the line. @param weights of all bars of the score, 0 = follows */
export function barUnits(bars: readonly BarColumn[], weights: readonly number[]): BarUnit[] {
  const units: { column: BarColumn; followers: BarColumn[] }[] = [];
  for (const column of bars) {
    const last = units.at(-1);
    if (last !== undefined && weights[column.index] === 0) last.followers.push(column);
    else units.push({ column, followers: [] });
  }
  return units;
}

/** Least width of a multi-bar rest, barlines and all. */
export const MULTI_REST_WIDTH = 110;
const EDGE = 14;
const TIME_DIGIT_ZERO = 0xe080;

/** A thick bar on the middle line between two serifs, under the number of bars it stands for. */
export function drawMultiRest(
  context: SystemContext,
  bars: number,
  x1: number,
  x2: number,
  bottomY: number,
): void {
  const [left, right, middle] = [x1 + EDGE, x2 - EDGE, bottomY - 20];
  context.line(left, middle, right, middle, 6);
  for (const x of [left, right]) context.line(x, middle - 10, x, middle + 10, 1.6);
  const number = digits(bars, TIME_DIGIT_ZERO);
  context.glyph(number, (x1 + x2 - textWidth(number, 40, MUSIC_FONT)) / 2, bottomY - 56);
}
