import type { MetricalFrame, TempoPoint } from '../../score/frame.ts';
import { DIVS_PER_QUARTER, type KeySignature } from '../../score/time.ts';
import { barlineAtOrBefore, barsUntil, nearestBarline, timeChanges } from './barlines.ts';
import type { TimeChanges } from './barlines.ts';
import { DEFAULT_MICROS, tempoClock, type TempoEvent } from './clock.ts';
import { MAX_BARS } from './limits.ts';
import type { TrackContent } from './track-content.ts';

/** What the tracks say about beats, gathered and sorted; ticks from the start of the file. */
export interface BeatEvents {
  readonly tempos: readonly TempoEvent[];
  readonly times: TrackContent['times'];
  readonly keys: TrackContent['keys'];
}

/** A first note this little before a barline was meant on it (a 64th). */
const EARLY_DIVS = DIVS_PER_QUARTER / 16;

/** Score position of a tick. */
export function divAtTick(tick: number, ticksPerQuarter: number): number {
  return Math.round((tick * DIVS_PER_QUARTER) / ticksPerQuarter);
}

/**
 * The metrical frame a file gives. `undefined` if it gives none to trust: neither tempo nor metre, or
 * beats too many to be beats.
 * @param firstTick onset of the first note, @param lastTick end of the last
 * @param isOurs the file was written by this product, so that every event in it is meant
 */
export function readFrame(
  events: BeatEvents,
  ticksPerQuarter: number,
  { firstTick, lastTick, isOurs }: { firstTick: number; lastTick: number; isOurs: boolean },
): MetricalFrame | undefined {
  if (events.tempos.length === 0 && events.times.length === 0) return undefined;
  const divAt = (tick: number): number => divAtTick(tick, ticksPerQuarter);
  const changes = timeChanges(events.times.map((time) => ({ ...time, div: divAt(time.tick) })));
  if (barsUntil(changes, divAt(lastTick)) > MAX_BARS) return undefined;
  return {
    tempoMap: readTempoMap(events.tempos, ticksPerQuarter),
    timeSignatures: changes,
    keys: readKeys(events.keys, divAt, changes, isOurs),
    firstBarDiv: barlineAtOrBefore(changes, divAt(firstTick) + EARLY_DIVS),
  };
}

function readTempoMap(events: readonly TempoEvent[], ticksPerQuarter: number): TempoPoint[] {
  const fromStart =
    events[0]?.tick === 0 ? events : [{ tick: 0, microsPerQuarter: DEFAULT_MICROS }, ...events];
  const clock = tempoClock(ticksPerQuarter, fromStart);
  const points: TempoPoint[] = [];
  for (const { tick } of fromStart) {
    const div = divAtTick(tick, ticksPerQuarter);
    // Two changes closer than a div are one: the later one counts from the next point on.
    if (div > (points.at(-1)?.div ?? -1)) points.push({ div, sec: clock.secAtTick(tick) });
  }
  const last = fromStart.at(-1);
  const isEndMark = last?.microsPerQuarter === fromStart.at(-2)?.microsPerQuarter;
  if (last !== undefined && (points.length < 2 || !isEndMark)) {
    const tick = last.tick + ticksPerQuarter;
    points.push({ div: divAtTick(tick, ticksPerQuarter), sec: clock.secAtTick(tick) });
  }
  return points;
}

function readKeys(
  events: BeatEvents['keys'],
  divAt: (tick: number) => number,
  changes: TimeChanges,
  isOurs: boolean,
): MetricalFrame['keys'] {
  const keys: { div: number; key: KeySignature }[] = [];
  for (const { tick, fifths, mode } of events) {
    if (Math.abs(fifths) > 7 || mode > 1) continue;
    const key: KeySignature = { fifths, mode: mode === 1 ? 'minor' : 'major' };
    // The first key holds from the start, wherever it stands.
    const div = keys.length === 0 ? 0 : nearestBarline(changes, divAt(tick));
    if (keys.at(-1)?.div === div) keys.pop();
    const before = keys.at(-1)?.key;
    if (before?.fifths !== fifths || before.mode !== key.mode) keys.push({ div, key });
  }
  // Many sequencers write C major into every file: alone, it says nothing.
  const isDefault = keys.length === 1 && keys[0]?.key.fifths === 0 && keys[0].key.mode === 'major';
  return isDefault && !isOurs ? [] : keys;
}
