import type { Bar } from './model.ts';

/** Bars by index into `Score.bars`, the end exclusive. */
export interface BarRange {
  readonly firstBar: number;
  readonly endBar: number;
}

/**
 * Bars as a person writes them, by their printed numbers: "5", "5-8", "8–5".
 * @returns `undefined` where it is no range, or names bars the score does not have
 */
export function readBarRange(text: string, bars: readonly Bar[]): BarRange | undefined {
  const match = /^\s*(\d{1,9})\s*(?:[-–—]\s*(\d{1,9})\s*)?$/.exec(text);
  if (match === null) return undefined;
  const one = Number(match[1]);
  const other = Number(match[2] ?? match[1]);
  const firstBar = bars.findIndex(({ number }) => number === Math.min(one, other));
  const lastBar = bars.findLastIndex(({ number }) => number === Math.max(one, other));
  return firstBar < 0 || lastBar < firstBar ? undefined : { firstBar, endBar: lastBar + 1 };
}
