import { secAtDiv } from '../../score/frame.ts';
import { barDivs, DIVS_PER_WHOLE, type TimeSignature } from '../../score/time.ts';
import type { Timeline, TimelineBar } from '../../protocol/timeline.ts';
import type { Clicks, CountIn } from './engine/messages.ts';

/** Length of what is counted: a dotted value where eighths (or shorter) go in threes, else the printed unit. */
export function beatDivs({ beats, beatType }: TimeSignature): number {
  const unit = DIVS_PER_WHOLE / beatType;
  const isCompound = beatType >= 8 && beats > 3 && beats % 3 === 0;
  return isCompound ? 3 * unit : unit;
}

/** Divs of a whole bar that lie before the first printed div of this one: more than 0 in an anacrusis. */
function missingDivs({ time, lengthDivs }: TimelineBar): number {
  return Math.max(0, barDivs(time) - lengthDivs);
}

/** Which beat of its bar an offset is at: 1 for the downbeat, 2.5 halfway between the second and the third. */
export function beatAt(bar: TimelineBar, offsetDivs: number): number {
  return 1 + (missingDivs(bar) + offsetDivs) / beatDivs(bar.time);
}

/** Where the beats of a bar are, in divs from its start, and which of them is the downbeat. */
export function beatsOfBar(bar: TimelineBar): { offsetDivs: number; isDownbeat: boolean }[] {
  const step = beatDivs(bar.time);
  const missing = missingDivs(bar);
  const beats = [];
  for (let at = Math.ceil(missing / step) * step; at < missing + bar.lengthDivs; at += step) {
    beats.push({ offsetDivs: at - missing, isDownbeat: at === 0 });
  }
  return beats;
}

/** Every beat of the score, for the metronome. */
export function metronomeClicks({ bars, tempoMap }: Timeline): Clicks {
  const beats = bars.flatMap((bar) =>
    beatsOfBar(bar).map(({ offsetDivs, isDownbeat }) => ({
      sec: secAtDiv(tempoMap, bar.startDiv + offsetDivs),
      isDownbeat,
    })),
  );
  return {
    secs: Float64Array.from(beats, ({ sec }) => sec),
    accents: Uint8Array.from(beats, ({ isDownbeat }) => Number(isDownbeat)),
  };
}

/**
 * A whole bar counted before play starts, and the beats of the bar that lie before the start, at the
 * tempo that follows.
 * @param bar the bar play starts in
 * @param fromDiv where it starts
 * @param speed score seconds per real second
 */
export function countIn(
  { tempoMap }: Timeline,
  bar: TimelineBar,
  fromDiv: number,
  speed: number,
): CountIn {
  const step = beatDivs(bar.time);
  const beatSec = (secAtDiv(tempoMap, fromDiv + step) - secAtDiv(tempoMap, fromDiv)) / speed;
  const perBar = Math.max(1, Math.round(barDivs(bar.time) / step));
  const intoBar = Math.max(0, beatAt(bar, fromDiv - bar.startDiv) - 1);
  // Ends with the beat before the start; a start between two beats waits for its share of one.
  const lengthBeats = perBar + intoBar;
  const count = Math.ceil(lengthBeats - 1e-6);
  return {
    lengthSec: lengthBeats * beatSec,
    clicks: {
      secs: Float64Array.from({ length: count }, (_, i) => i * beatSec),
      accents: Uint8Array.from({ length: count }, (_, i) => Number(i % perBar === 0)),
    },
  };
}
