import type { StringFret } from '../model.ts';
import { MOST_FRETS, type Tuning } from './tunings.ts';

/** One way to hold the notes of a chord. */
export interface Shape {
  /** In the order of the pitches. */
  readonly places: readonly StringFret[];
  /** Frets at which the index finger may be; none where all strings are open and it may be anywhere. */
  readonly positions: readonly number[];
  /** What holding it costs by itself, wherever on the neck. */
  readonly strain: number;
}

/** Frets a hand spans: the index finger's and four more. */
export const REACH = 4;
const FINGERS = 4;
/** Notes held with one or two fingers leave the hand free to be a little lower. */
const LOOSE = 2;
/** Shapes of a chord that are worth comparing. */
const MOST_SHAPES = 32;

/**
 * All ways to hold these pitches that a hand can: each on a string of its own, within its reach, with
 * four fingers, of which the index may lie across several strings. The easiest first; none where the
 * pitches cannot be played together.
 * @param pitches at most one for each string, sounding, from low to high
 */
export function shapesOf(pitches: readonly number[], tuning: Tuning): Shape[] {
  if (pitches.length > tuning.length) return [];
  const found: Shape[] = [];
  const place = (index: number, places: readonly StringFret[]): void => {
    const pitch = pitches[index];
    if (pitch === undefined) {
      const shape = shapeOf(places);
      if (shape !== undefined) found.push(shape);
      return;
    }
    tuning.forEach((open, fromLowest) => {
      const string = tuning.length - fromLowest;
      const fret = pitch - open;
      if (fret < 0 || fret > MOST_FRETS || places.some((each) => each.string === string)) return;
      const next = [...places, { string, fret }];
      if (spanOf(next) <= REACH) place(index + 1, next);
    });
  };
  place(0, []);
  return found.sort((a, b) => effortOf(a) - effortOf(b)).slice(0, MOST_SHAPES);
}

/** Low on the neck, frets are marked, tone is clear and open strings are near. */
const HEIGHT = 0.1;
/** Past this fret the body is in the way. */
const LAST_EASY_FRET = 17;
const PAST_BODY = 0.3;

/** What being at a place of the neck costs. @param position fret of the index finger */
export function heightCost(position: number | undefined): number {
  return (position ?? 0) * HEIGHT;
}

function effortOf({ strain, positions }: Shape): number {
  return strain + heightCost(positions[0]);
}

function shapeOf(places: readonly StringFret[]): Shape | undefined {
  const stopped = places.map(({ fret }) => fret).filter((fret) => fret > 0);
  if (stopped.length === 0) return { places, positions: [], strain: 0 };
  const position = Math.min(...stopped);
  const above = stopped.filter((fret) => fret > position).length;
  if (above + 1 > FINGERS) return undefined;
  // With more strings to stop than fingers, the index lies across, and nothing rings open under it.
  const isBarre = stopped.length > FINGERS;
  if (isBarre && hasOpenBetween(places, position)) return undefined;
  const lowest =
    stopped.length > LOOSE ? position : Math.max(1, Math.max(...stopped) - (FINGERS - 1));
  const past = Math.max(0, Math.max(...stopped) - LAST_EASY_FRET) * PAST_BODY;
  const positions = Array.from(
    { length: Math.max(1, position - lowest + 1) },
    (_, i) => position - i,
  );
  return { places, positions, strain: spanOf(places) * 0.4 + (isBarre ? 1 : 0) + past };
}

/** Whether an open string lies between strings that one finger would have to hold together. */
function hasOpenBetween(places: readonly StringFret[], position: number): boolean {
  const held = places.filter(({ fret }) => fret === position).map(({ string }) => string);
  return places.some(
    ({ string, fret }) => fret === 0 && string > Math.min(...held) && string < Math.max(...held),
  );
}

function spanOf(places: readonly StringFret[]): number {
  const stopped = places.map(({ fret }) => fret).filter((fret) => fret > 0);
  return stopped.length === 0 ? 0 : Math.max(...stopped) - Math.min(...stopped);
}
