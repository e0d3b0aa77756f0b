import { divAtSec, secAtDiv, type TempoMap } from '../../score/frame.ts';
import { xAtDiv, type SystemMap } from '../layout/system-map.ts';
import type { PlayedNotes } from '../performance-feed.ts';

/** A note in the strip, in the drawing's units; `y` is the middle of its row. */
export interface RollBar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  /** Index into the notes as they were played. */
  readonly noteIndex: number;
}

export interface RollLane {
  readonly label: string;
  readonly top: number;
  readonly bottom: number;
  /** As they were played, by the clock. */
  readonly played: readonly (RollBar & { readonly confidence: number })[];
  /** As they are written, by the beats. */
  readonly written: readonly RollBar[];
}

/** A mark of the clock. */
export interface RollSecond {
  readonly x: number;
  readonly sec: number;
}

/** Of one part: its id, its short name, and its notes as they were played. */
export interface RollPart {
  readonly partId: string;
  readonly label: string;
  readonly notes: PlayedNotes;
}

const LANE_HEIGHT = 60;
const LANE_GAP = 8;
const PADDING = 4;
/** Rows of a lane at least: an octave and a half, so that few notes do not look like a wall. */
const LEAST_ROWS = 18;
const LEAST_WIDTH = 1.5;

/**
 * One lane a part under a line of music: where each note was played, by the recording's clock, and
 * where it is written, both along the line's own axis of time.
 */
export function rollLanes(
  map: SystemMap,
  tempoMap: TempoMap,
  parts: readonly RollPart[],
  top: number,
): RollLane[] {
  const [startDiv, endDiv] = rangeOf(map);
  const startSec = secAtDiv(tempoMap, startDiv);
  const endSec = secAtDiv(tempoMap, endDiv);
  return parts.map(({ partId, label, notes }, index) => {
    const laneTop = top + index * (LANE_HEIGHT + LANE_GAP);
    const elements = map.elements.filter((element) => element.partId === partId);
    const heard = indicesWithin(notes, startSec, endSec);
    const pitches = [
      ...heard.map((i) => notes.pitches[i] ?? 0),
      ...elements.flatMap((element) => element.notes.map(({ pitch }) => pitch)),
    ];
    const row = rowsOf(pitches, laneTop);
    return {
      label,
      top: laneTop,
      bottom: laneTop + LANE_HEIGHT,
      played: heard.map((i) => ({
        ...row(notes.pitches[i] ?? 0),
        ...spanOf(
          map,
          divAtSec(tempoMap, notes.startsSec[i] ?? 0),
          divAtSec(tempoMap, notes.endsSec[i] ?? 0),
        ),
        noteIndex: i,
        confidence: notes.confidences[i] ?? 1,
      })),
      written: elements.flatMap(({ onsetDiv, durationDivs, notes: heads }) =>
        heads.map(({ pitch, noteIndex }) => ({
          ...row(pitch),
          ...spanOf(map, onsetDiv, onsetDiv + durationDivs),
          noteIndex,
        })),
      ),
    };
  });
}

/** Whole seconds of the recording along the line, at most one each `apart` units. */
export function rollSeconds(map: SystemMap, tempoMap: TempoMap, apart = 40): RollSecond[] {
  const [startDiv, endDiv] = rangeOf(map);
  const marks: RollSecond[] = [];
  for (
    let sec = Math.ceil(secAtDiv(tempoMap, startDiv));
    sec <= secAtDiv(tempoMap, endDiv);
    sec++
  ) {
    const x = xAtDiv(map, divAtSec(tempoMap, sec));
    if (x - (marks.at(-1)?.x ?? -Infinity) >= apart) marks.push({ x, sec });
  }
  return marks;
}

/** Height of a strip of so many lanes with the clock under it. */
export function rollHeight(laneCount: number): number {
  return laneCount * (LANE_HEIGHT + LANE_GAP) + 14;
}

function rangeOf(map: SystemMap): readonly [startDiv: number, endDiv: number] {
  const [first, last] = [map.bars[0], map.bars.at(-1)];
  return [first?.startDiv ?? 0, (last?.startDiv ?? 0) + (last?.lengthDivs ?? 0)];
}

/** Notes that sound within a span of time. They are sorted by start, but may ring for long. */
function indicesWithin(notes: PlayedNotes, startSec: number, endSec: number): number[] {
  const found: number[] = [];
  for (let i = 0; i < notes.startsSec.length; i++) {
    if ((notes.startsSec[i] ?? 0) >= endSec) break;
    if ((notes.endsSec[i] ?? 0) > startSec) found.push(i);
  }
  return found;
}

/** Where a pitch stands in a lane that shows these pitches. */
function rowsOf(
  pitches: readonly number[],
  top: number,
): (pitch: number) => { readonly y: number; readonly height: number } {
  const low = Math.min(...pitches, 127);
  const high = Math.max(...pitches, 0);
  const rows = Math.max(high - low + 1, LEAST_ROWS);
  const middle = (low + high) / 2;
  const step = (LANE_HEIGHT - 2 * PADDING) / rows;
  return (pitch) => ({
    y: top + LANE_HEIGHT / 2 - (pitch - middle) * step,
    height: Math.max(step * 0.9, 2.8),
  });
}

/** From one time to another, cut at the ends of the line. */
function spanOf(
  map: SystemMap,
  fromDiv: number,
  toDiv: number,
): { readonly x: number; readonly width: number } {
  const x = xAtDiv(map, fromDiv);
  return { x, width: Math.max(xAtDiv(map, toDiv) - x, LEAST_WIDTH) };
}
