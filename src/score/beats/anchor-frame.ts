import type { MetricalFrame, TempoPoint } from '../frame.ts';
import { barDivs } from '../time.ts';
import type { TimeSignature } from '../time.ts';
import type { BeatTime } from './beat-times.ts';
import type { CountedBar } from './count-bars.ts';

/** Beats as the frame wants them: in divs from the barline before the first attack. */
export interface CountedBeats {
  readonly time: TimeSignature;
  readonly beatDivs: number;
  readonly beats: readonly BeatTime[];
  /** The first holds the first beat. */
  readonly bars: readonly CountedBar[];
}

const SHORTEST_LEAD_SEC = 0.2;
const TOLERANCE_SEC = 0.004;

/**
 * Hangs tracked beats into a frame whose div 0 is second 0. Silence before the music becomes a first
 * bar of as many beats as its length asks for; upbeats stand at its end.
 */
export function anchorFrame(counted: CountedBeats): Omit<MetricalFrame, 'keys'> {
  const { beatDivs, beats, bars } = counted;
  const [first, second] = beats;
  const [firstBar] = bars;
  if (first === undefined || second === undefined) throw new RangeError('Two beats at least.');
  if (firstBar === undefined) throw new RangeError('One bar at least.');
  const beatSec = Math.max(1e-3, second.sec - first.sec);
  // Upbeats before the first barline; none if the music starts on it.
  const upbeats = firstBar.firstBeat === 0 ? 0 : firstBar.firstBeat + firstBar.beats;
  const leadBeats =
    first.sec < SHORTEST_LEAD_SEC ? 0 : Math.max(1, Math.round(first.sec / beatSec));
  const leadDivs = leadBeats * beatDivs;
  const points: TempoPoint[] = [{ div: 0, sec: 0 }];
  beats.forEach((beat, index) => {
    const div = leadDivs + index * beatDivs;
    const last = points.at(-1);
    if (last !== undefined && div > last.div && beat.sec > last.sec + 1e-3) {
      points.push({ div, sec: beat.sec });
    }
  });
  // Of music over before its second beat, only the tempo is known.
  const last = points.at(-1);
  if (points.length === 1 && last !== undefined) {
    points.push({ div: last.div + beatDivs, sec: last.sec + beatSec });
  }
  return {
    tempoMap: sparse(points),
    timeSignatures: timeSignaturesOf(counted, leadBeats, leadBeats + upbeats),
    firstBarDiv: leadDivs,
  };
}

/** A metre at each barline that changes it; silence and upbeats that fill no bar are a bar of their own before them. */
function timeSignaturesOf(
  { time, beatDivs, bars }: CountedBeats,
  leadBeats: number,
  openingBeats: number,
): MetricalFrame['timeSignatures'] {
  const beatsPerBar = barDivs(time) / beatDivs;
  const unitsPerBeat = time.beats / beatsPerBar;
  const opening = openingBeats % beatsPerBar === 0 ? beatsPerBar : openingBeats;
  const starts = [
    { beat: 0, beats: opening },
    ...bars.map(({ firstBeat, beats }) => ({ beat: leadBeats + firstBeat, beats })),
  ].filter(({ beat }, index) => index === 0 || beat >= openingBeats);
  let beatsBefore = 0;
  return starts.flatMap(({ beat, beats }) => {
    if (beats === beatsBefore) return [];
    beatsBefore = beats;
    return [
      { div: beat * beatDivs, time: { beats: beats * unitsPerBeat, beatType: time.beatType } },
    ];
  });
}

/** Drops points that lie on the line between their neighbours within the tolerance. */
function sparse(points: readonly TempoPoint[]): TempoPoint[] {
  const kept: TempoPoint[] = [];
  let from = 0;
  const first = points[0];
  if (first === undefined) return kept;
  kept.push(first);
  // The lead-in's tempo is its own.
  if (points.length > 2 && points[1] !== undefined) {
    kept.push(points[1]);
    from = 1;
  }
  while (from < points.length - 1) {
    let to = from + 1;
    while (to + 1 < points.length && to - from < 64 && isStraight(points, from, to + 1)) to += 1;
    const point = points[to];
    if (point !== undefined) kept.push(point);
    from = to;
  }
  return kept;
}

function isStraight(points: readonly TempoPoint[], from: number, to: number): boolean {
  const a = points[from];
  const b = points[to];
  if (a === undefined || b === undefined) return false;
  for (let index = from + 1; index < to; index += 1) {
    const point = points[index];
    if (point === undefined) return false;
    const sec = a.sec + ((point.div - a.div) * (b.sec - a.sec)) / (b.div - a.div);
    if (Math.abs(sec - point.sec) > TOLERANCE_SEC) return false;
  }
  return true;
}
