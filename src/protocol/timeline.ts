import type { TempoMap } from '../score/frame.ts';
import type { Score } from '../score/model.ts';
import type { TimeSignature } from '../score/time.ts';

/** When every bar of a score sounds: what a player, a cursor and a piano roll need; no notes in it. */
export interface Timeline {
  readonly tempoMap: TempoMap;
  /** One per printed bar, in order. */
  readonly bars: readonly TimelineBar[];
}

export interface TimelineBar {
  /** `Bar.number`. */
  readonly number: number;
  readonly startDiv: number;
  readonly lengthDivs: number;
  readonly time: TimeSignature;
}

/** The timeline of a score. */
export function timelineOf({ tempoMap, bars }: Score): Timeline {
  return {
    tempoMap,
    bars: bars.map(({ number, startDiv, lengthDivs, time }) => ({
      number,
      startDiv,
      lengthDivs,
      time,
    })),
  };
}
