import type { MetricalFrame } from '../../score/frame.ts';
import { barDivs, DIVS_PER_WHOLE, isSameTime, type TimeSignature } from '../../score/time.ts';
import { lastAtOrBefore } from './clock.ts';

export type TimeChanges = MetricalFrame['timeSignatures'];

const COMMON_TIME: TimeSignature = { beats: 4, beatType: 4 };
const BEAT_TYPES = [1, 2, 4, 8, 16, 32] as const;
/** The finest place a barline can stand at: a 32nd. */
const FINEST_DIVS = DIVS_PER_WHOLE / 32;

/** The barline at or before a score position. */
export function barlineAtOrBefore(changes: TimeChanges, div: number): number {
  const { div: start, time } = changeAt(changes, div);
  return start + Math.floor((div - start) / barDivs(time)) * barDivs(time);
}

/** The barline nearest to a score position; the earlier of two equally near. */
export function nearestBarline(changes: TimeChanges, div: number): number {
  const before = barlineAtOrBefore(changes, div);
  const after = barlineAtOrBefore(changes, before + barDivs(changeAt(changes, div).time));
  return div - before <= after - div ? before : after;
}

/** Bars from the start to a score position. */
export function barsUntil(changes: TimeChanges, div: number): number {
  return changes.reduce((bars, change, i) => {
    const end = Math.min(div, changes[i + 1]?.div ?? div);
    return bars + Math.max(0, Math.ceil((end - change.div) / barDivs(change.time)));
  }, 0);
}

function changeAt(changes: TimeChanges, div: number): TimeChanges[number] {
  const index = lastAtOrBefore(changes, (change) => change.div, div);
  return changes[index] ?? { div: 0, time: COMMON_TIME };
}

/**
 * The metre of a file, each change at a barline. A change in the middle of a bar makes that bar a
 * short one, as sequencers count it, so that all barlines after it stay where they are.
 * @param events in order of `div`; what they say may be any nonsense
 */
export function timeChanges(
  events: readonly {
    readonly div: number;
    readonly numerator: number;
    readonly denominator: number;
  }[],
): TimeChanges {
  const changes: { div: number; time: TimeSignature }[] = [{ div: 0, time: COMMON_TIME }];
  const put = (div: number, time: TimeSignature): void => {
    while ((changes.at(-1)?.div ?? -1) >= div) changes.pop();
    if (!isSameTime(time, changes.at(-1)?.time)) changes.push({ div, time });
  };
  for (const event of events) {
    const time = readable(event.numerator, event.denominator);
    const last = changes.at(-1);
    if (time === undefined || last === undefined) continue;
    const bar = barDivs(last.time);
    const barline = last.div + Math.floor((event.div - last.div) / bar) * bar;
    const rest = Math.round((event.div - barline) / FINEST_DIVS) * FINEST_DIVS;
    if (rest > 0 && rest < bar) put(barline, shortBar(rest, last.time.beatType));
    put(barline + rest, time);
  }
  return changes;
}

/** A metre we can print: denominators beyond 32 are counted in 32nds. */
function readable(numerator: number, denominator: number): TimeSignature | undefined {
  if (numerator === 0) return undefined;
  const beatType = BEAT_TYPES.find((type) => type === denominator);
  return beatType === undefined
    ? { beats: Math.max(1, Math.round((numerator * 32) / denominator)), beatType: 32 }
    : { beats: numerator, beatType };
}

/** The metre of a bar of this length, in the beats of its surroundings where they fit. */
function shortBar(lengthDivs: number, usual: TimeSignature['beatType']): TimeSignature {
  const beatType =
    BEAT_TYPES.find((type) => type >= usual && (lengthDivs * type) % DIVS_PER_WHOLE === 0) ?? 32;
  return { beats: (lengthDivs * beatType) / DIVS_PER_WHOLE, beatType };
}
