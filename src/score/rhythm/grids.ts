import type { Metre } from '../layout/metre.ts';
import { DIVS_PER_WHOLE } from '../time.ts';

/** A way to divide one cell (beat): `parts` equal steps, printed as a tuplet or plainly. */
export interface Grid {
  readonly parts: number;
  /** Undefined where the division is written without a tuplet. */
  readonly tuplet: { readonly actual: number; readonly normal: number } | undefined;
  /** Cost of meeting it at all, in nats: rarer divisions cost more. */
  readonly cost: number;
}

/**
 * Most beats divide in two or four, triplets are one in ten. Anything finer is dearer than its rarity
 * in print: a player's unevenness looks like it, and a false 32nd is unreadable; a real run of them
 * pays for itself, since nothing coarser has a place for each note.
 */
const SIMPLE: readonly Grid[] = [
  { parts: 1, tuplet: undefined, cost: 0 },
  { parts: 2, tuplet: undefined, cost: 0.7 },
  { parts: 4, tuplet: undefined, cost: 1.6 },
  { parts: 3, tuplet: { actual: 3, normal: 2 }, cost: 3 },
  { parts: 6, tuplet: { actual: 6, normal: 4 }, cost: 9 },
  { parts: 8, tuplet: undefined, cost: 10 },
  { parts: 12, tuplet: undefined, cost: 15 },
  { parts: 5, tuplet: { actual: 5, normal: 4 }, cost: 15 },
  { parts: 7, tuplet: { actual: 7, normal: 4 }, cost: 18 },
];

const COMPOUND: readonly Grid[] = [
  { parts: 1, tuplet: undefined, cost: 0 },
  { parts: 3, tuplet: undefined, cost: 0.7 },
  { parts: 6, tuplet: undefined, cost: 1.8 },
  { parts: 2, tuplet: { actual: 2, normal: 3 }, cost: 5 },
  { parts: 4, tuplet: { actual: 4, normal: 3 }, cost: 6 },
  { parts: 12, tuplet: undefined, cost: 10 },
  { parts: 5, tuplet: { actual: 5, normal: 6 }, cost: 16 },
  { parts: 7, tuplet: { actual: 7, normal: 6 }, cost: 16 },
];

/** Nothing shorter than a 128th is ever written, and no tuplet in less than an eighth. */
const SHORTEST_DIVS = DIVS_PER_WHOLE / 128;
const SHORTEST_TUPLET_DIVS = DIVS_PER_WHOLE / 8;

/** Which grids may be used: all, or what the user said. */
export type GridChoice = (metre: Metre) => readonly Grid[];

/** The grids of which no step is shorter than 1/`finest`. */
export function gridsUpTo(finest: number, tuplets: boolean): GridChoice {
  const shortest = DIVS_PER_WHOLE / finest;
  return (metre) =>
    gridsOf(metre).filter(({ parts, tuplet }) => {
      if (parts === 1) return true;
      if (tuplet === undefined) return metre.cellDivs / parts >= shortest;
      return tuplets && (metre.cellDivs / parts) * (tuplet.actual / tuplet.normal) >= shortest;
    });
}

/** All grids a beat of this metre may be read in. */
export function gridsOf(metre: Metre): readonly Grid[] {
  const known = byMetre.get(metre);
  if (known !== undefined) return known;
  const grids = (metre.isCompound ? COMPOUND : SIMPLE).filter((grid) =>
    grid.tuplet === undefined
      ? metre.cellDivs / grid.parts >= SHORTEST_DIVS
      : metre.cellDivs >= SHORTEST_TUPLET_DIVS,
  );
  byMetre.set(metre, grids);
  return grids;
}

const byMetre = new Map<Metre, readonly Grid[]>();

/** The finest plain division: what anything can be written in. */
export function plainParts(metre: Metre): number {
  return metre.isCompound ? 12 : metre.cellDivs < 8 * SHORTEST_DIVS ? 4 : 8;
}
