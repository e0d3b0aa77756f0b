import type { Browser, Page } from 'playwright-core';

/** What the page's main thread did, from the browser's own trace. */
export interface Blocks {
  /** Longest task before and after the first paint, in ms of processor time, which other programs on the machine do not lengthen. */
  readonly beforeMs: number;
  readonly afterMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of processor time. */
  readonly tdur?: number;
}

/** Names of the marks the page sets with `performance.mark`. */
export const MARKS = { arrived: 'bench-arrived', painted: 'bench-painted' } as const;

export async function startTrace(browser: Browser, page: Page): Promise<void> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
}

export async function stopTrace(browser: Browser): Promise<Blocks> {
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: readonly TraceEvent[];
  };
  const mark = (name: string): TraceEvent => {
    const found = traceEvents.find((event) => event.name === name);
    if (found === undefined) throw new Error(`The trace has no “${name}”.`);
    return found;
  };
  const [arrived, painted] = [mark(MARKS.arrived), mark(MARKS.painted)];
  const tasks = traceEvents.filter(
    ({ cat, ph, pid, tid, ts, dur }) =>
      cat.includes('toplevel') &&
      ph === 'X' &&
      pid === arrived.pid &&
      tid === arrived.tid &&
      // A task under way when the score arrived brought it.
      ts + (dur ?? 0) > arrived.ts,
  );
  const longest = (isWanted: (event: TraceEvent) => boolean): number =>
    Math.max(0, ...tasks.filter(isWanted).map(({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000));
  return {
    beforeMs: longest(({ ts }) => ts < painted.ts),
    afterMs: longest(({ ts }) => ts >= painted.ts),
  };
}
