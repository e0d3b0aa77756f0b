import { divAtSec } from '../../score/frame.ts';
import type { Timeline, TimelineBar } from '../../protocol/timeline.ts';

/** A place in the score as a reader would say it. */
export interface BarPlace {
  /** Index into all bars. */
  readonly index: number;
  readonly bar: TimelineBar;
  readonly offsetDivs: number;
}

/** The bar a position is in: the first for what lies before it, the last for what lies after. */
export function barAtDiv({ bars }: Timeline, div: number): BarPlace | undefined {
  let low = 0;
  let high = bars.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((bars[middle]?.startDiv ?? Infinity) <= div) low = middle;
    else high = middle - 1;
  }
  const bar = bars[low];
  return bar && { index: low, bar, offsetDivs: Math.max(0, div - bar.startDiv) };
}

/** The bar that sounds at a time. */
export function barAtSec(timeline: Timeline, sec: number): BarPlace | undefined {
  return barAtDiv(timeline, divAtSec(timeline.tempoMap, sec));
}
