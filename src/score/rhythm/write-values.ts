import { levelAt, strongestInside } from '../layout/metre.ts';
import type { Metre } from '../layout/metre.ts';
import { DIVS_PER_WHOLE, valueDivs } from '../time.ts';
import type { NoteType, NoteValue } from '../time.ts';

/** Part of a note or rest that one printed value can show; offsets in a whole bar of the metre. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly value: NoteValue;
}

const TYPES: readonly NoteType[] = [0.5, 1, 2, 4, 8, 16, 32, 64, 128];

const VALUES: ReadonlyMap<number, NoteValue> = new Map(
  TYPES.flatMap((type) =>
    ([0, 1, 2] as const).map((dots) => [valueDivs({ type, dots }), { type, dots }] as const),
  ).filter(([divs]) => Number.isInteger(divs)),
);

/** The printed value that lasts exactly this long, if there is one. */
export function valueOf(divs: number): NoteValue | undefined {
  return VALUES.get(divs);
}

/**
 * Cuts a span inside one bar into printable values so that a reader sees the beat (Gould 2011,
 * ch. 5): nothing crosses a place stronger than where it starts, but one level down for a plain
 * syncopation (eighth, quarter, eighth) or to the end of a pair (sixteenth, dotted eighth), and rests hide no
 * beat at all. Where printed music differs, as most of OpenScore Lieder does.
 */
export function writeSpan(metre: Metre, start: number, end: number, isRest: boolean): Piece[] {
  if (end <= start) return [];
  const value = VALUES.get(end - start);
  if (value !== undefined && isReadable(metre, start, end, value, isRest)) {
    return [{ start, end, value }];
  }
  const at = cutPoint(metre, start, end);
  if (at === undefined) return value === undefined ? scraps(start, end) : [{ start, end, value }];
  return [...writeSpan(metre, start, at, isRest), ...writeSpan(metre, at, end, isRest)];
}

function isReadable(
  metre: Metre,
  start: number,
  end: number,
  value: NoteValue,
  isRest: boolean,
): boolean {
  const inside = strongestInside(metre, start, end);
  if (inside === Infinity) return true;
  const from = levelAt(metre, start);
  const to = levelAt(metre, end);
  const isInBeat = inside > beatLevel(metre);
  if (isRest) {
    if (from >= inside) return false;
    return to < inside ? value.dots < 2 : value.dots === 1 && isInBeat && !metre.isCompound;
  }
  if (value.dots === 2) return from < inside && !metre.isCompound && to > inside + 1;
  if (metre.isCompound && !isInBeat) {
    return from <= inside && (end - start) % metre.cellDivs === 0;
  }
  if (from <= inside) return true;
  if (from !== inside + 1) return false;
  const isOfPairs = metre.levels[inside - 1] === 2 * (metre.levels[inside] ?? 0);
  return value.dots === 0 ? to === from : to < inside && isOfPairs;
}

function beatLevel(metre: Metre): number {
  return metre.levels.indexOf(metre.cellDivs);
}

/** The strongest place inside; of several, the one nearest to the weaker end. */
function cutPoint(metre: Metre, start: number, end: number): number | undefined {
  const inside = strongestInside(metre, start, end);
  const period = metre.levels[inside];
  if (period === undefined) return undefined;
  const first = (Math.floor(start / period) + 1) * period;
  const last = (Math.ceil(end / period) - 1) * period;
  return levelAt(metre, start) < levelAt(metre, end) ? last : first;
}

/** Greedy, for lengths no metre explains; whole 128ths always come out. */
function scraps(start: number, end: number): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const type of TYPES) {
    const length = DIVS_PER_WHOLE / type;
    while (end - from >= length) {
      pieces.push({ start: from, end: from + length, value: { type, dots: 0 } });
      from += length;
    }
  }
  return pieces;
}
