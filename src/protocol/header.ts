import type { Part, Score } from '../score/model.ts';
import { barWeights } from './weights.ts';

/** What the view must know of the whole score before it draws the first bar; no notes in it. */
export interface ScoreHeader {
  readonly title: string;
  /** Frequency of A4 in Hz, where the recording is not tuned to 440. */
  readonly tuningHz?: number;
  readonly parts: readonly PartHeader[];
  /** One per bar, in staff spaces: `barWeights`. */
  readonly barWeights: readonly number[];
}

export interface PartHeader {
  /** `Part.id`. */
  readonly id: string;
  readonly name: string;
  readonly abbreviation: string;
  /** General MIDI program 0–127; of a percussion part it means nothing. */
  readonly program: number;
  readonly isPercussion: boolean;
  /** Without the tablature. */
  readonly staffCount: number;
  /** `Part.openStrings`: there is a tablature staff under the others. */
  readonly openStrings?: readonly number[];
}

/** The header of a score. */
export function scoreHeader(score: Score): ScoreHeader {
  return {
    title: score.title,
    ...(score.tuningHz === undefined ? {} : { tuningHz: score.tuningHz }),
    parts: score.parts.map(partHeader),
    barWeights: barWeights(score),
  };
}

function partHeader({
  id,
  name,
  abbreviation,
  program,
  isPercussion,
  staves,
  openStrings,
}: Part): PartHeader {
  return {
    id,
    name,
    abbreviation,
    program,
    isPercussion,
    staffCount: staves.length,
    ...(openStrings === undefined ? {} : { openStrings }),
  };
}

/** Staves of a part one under the other, tablature included. */
export function rowsOf({ staffCount, openStrings }: PartHeader): number {
  return staffCount + (openStrings === undefined ? 0 : 1);
}
