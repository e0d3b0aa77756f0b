import type { TempoMap } from '../../score/frame.ts';
import { DIVS_PER_QUARTER } from '../../score/time.ts';
import { DEFAULT_MICROS, type TempoEvent } from './clock.ts';

/** The beat of a file about to be written. */
export interface WrittenTempo {
  readonly ticksPerQuarter: number;
  readonly tempos: readonly TempoEvent[];
}

const MAX_MICROS = 0xff_ff_ff;
const MAX_TICK_MICROS = 1000;
/** The usual resolution and its doubles; then those in which every div is a tick. */
const USUAL = [960, 1920, 3840, 7680, 15_360, 30_720];
const EXACT = [DIVS_PER_QUARTER, 2 * DIVS_PER_QUARTER, 3 * DIVS_PER_QUARTER];

/**
 * Tempo events and resolution for a tempo map. Each event's whole microseconds are chosen so that its
 * segment *ends* in time: rounding does not add up. The resolution makes every tick 1 ms or shorter
 * and every one of `wholeDivs` a whole number of ticks.
 * @param wholeDivs score positions that must come back exactly, besides those of the map
 */
export function writtenTempo(
  map: TempoMap | undefined,
  wholeDivs: readonly number[],
): WrittenTempo {
  const events = map === undefined ? [] : tempoEvents(map);
  const slowest = events.reduce((most, event) => Math.max(most, event.micros), DEFAULT_MICROS);
  const divs = [...wholeDivs, ...events.map((event) => event.div)];
  const isWhole = (ticksPerQuarter: number): boolean =>
    divs.every((div) => (div * ticksPerQuarter) % DIVS_PER_QUARTER === 0);
  const resolutions = isWhole(30_720) ? USUAL.filter(isWhole) : EXACT;
  const ticksPerQuarter =
    resolutions.find((each) => slowest <= each * MAX_TICK_MICROS) ?? resolutions.at(-1) ?? 960;
  return {
    ticksPerQuarter,
    tempos: events.map(({ div, micros }) => ({
      tick: tickAtDiv(div, ticksPerQuarter),
      microsPerQuarter: micros,
    })),
  };
}

/** Tick of a score position. */
export function tickAtDiv(div: number, ticksPerQuarter: number): number {
  return Math.round((div * ticksPerQuarter) / DIVS_PER_QUARTER);
}

/** One event for each point; the last repeats the tempo before it and so marks the end of the map. */
function tempoEvents(map: TempoMap): readonly { readonly div: number; readonly micros: number }[] {
  const points = map.filter(
    (point, i) => Math.round(point.div) !== Math.round(map[i - 1]?.div ?? -1),
  );
  const events: { div: number; micros: number }[] = [];
  let writtenMicros = 0;
  points.forEach((point, i) => {
    const next = points[i + 1];
    const div = Math.round(point.div);
    if (next === undefined) {
      events.push({ div, micros: events.at(-1)?.micros ?? DEFAULT_MICROS });
      return;
    }
    const quarters = (Math.round(next.div) - div) / DIVS_PER_QUARTER;
    const wanted = Math.round((next.sec * 1e6 - writtenMicros) / quarters);
    const micros = Math.min(MAX_MICROS, Math.max(1, wanted));
    writtenMicros += micros * quarters;
    events.push({ div, micros });
  });
  return events;
}
