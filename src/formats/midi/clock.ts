export interface TempoEvent {
  readonly tick: number;
  /** Whole microseconds, 1–16 777 215. */
  readonly microsPerQuarter: number;
}

/** Ticks ⇄ seconds. Both directions are inverse to each other up to rounding in the 15th digit. */
export interface Clock {
  readonly secAtTick: (tick: number) => number;
  /** A real number of ticks. */
  readonly tickAtSec: (sec: number) => number;
}

interface Segment extends TempoEvent {
  /** Time at its start, in microseconds × ticks per quarter. */
  readonly units: number;
}

/** What a file without a tempo is played at: 120 beats a minute. */
export const DEFAULT_MICROS = 500_000;

/** The clock of a file that counts ticks of constant length. */
export function constantClock(ticksPerSec: number): Clock {
  return {
    secAtTick: (tick) => tick / ticksPerSec,
    tickAtSec: (sec) => sec * ticksPerSec,
  };
}

/**
 * The clock of a file with tempos. Time is added up in whole microsecond-ticks, so that nothing is
 * lost however many tempo events there are.
 * @param tempos sorted by tick; before the first one the default tempo holds
 */
export function tempoClock(ticksPerQuarter: number, tempos: readonly TempoEvent[]): Clock {
  let last: Segment = { tick: 0, microsPerQuarter: DEFAULT_MICROS, units: 0 };
  const segments = [last];
  for (const tempo of tempos) {
    const units = last.units + (tempo.tick - last.tick) * last.microsPerQuarter;
    if (tempo.tick === last.tick) segments.pop();
    last = { ...tempo, units };
    segments.push(last);
  }
  const unitsPerSec = ticksPerQuarter * 1e6;
  const segmentAt = (value: (segment: Segment) => number, at: number): Segment =>
    segments[lastAtOrBefore(segments, value, at)] ?? last;
  return {
    secAtTick: (tick) => {
      const from = segmentAt((segment) => segment.tick, tick);
      return (from.units + (tick - from.tick) * from.microsPerQuarter) / unitsPerSec;
    },
    tickAtSec: (sec) => {
      const from = segmentAt((segment) => segment.units, sec * unitsPerSec);
      return from.tick + (sec * unitsPerSec - from.units) / from.microsPerQuarter;
    },
  };
}

/** Index of the last of ascending `items` whose `value` is ≤ `at`; 0 if none is. */
export function lastAtOrBefore<T>(
  items: readonly T[],
  value: (item: T) => number,
  at: number,
): number {
  let low = 0;
  let high = items.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && value(item) <= at) low = middle;
    else high = middle;
  }
  return low;
}
