import type { Span } from './skyline.ts';
import { clashOf, usualHeight, type TieCurve } from './tie-curve.ts';

/** Other places for a tie, and what each costs, as units of a clash: cheapest first. */
interface Change {
  readonly cost: number;
  readonly fromLeft: number;
  readonly fromRight: number;
  /** Away from its heads, or back to them where negative. */
  readonly away: number;
  readonly flatter: number;
  readonly flips: boolean;
}

const LEAST_LENGTH = 9;
const CLASH_COST = 6;
const ALONG = [0, 3, 6, 10, 15, 22, 30];
const ASIDE = [0, 2, -2, 4, -4, 6, -6, 8, -9, 11, 14];
const FARTHEST_ASIDE = Math.max(...ASIDE);

/**
 * A place for a tie where it touches no sign of its staff, as near as can be to the one it would have
 * where nothing is in its way: made shorter, flatter or higher, moved towards its heads or away from
 * them, and only then turned to its other side (Gould 2011, “Ties”; Ross 1970).
 * @param mayFlip whether the other side is its own voice's, too
 */
export function roomForTie(usual: TieCurve, signs: readonly Span[], mayFlip: boolean): TieCurve {
  const near = signs.filter(
    ({ left, right, top, bottom }) =>
      right > usual.left &&
      left < usual.right &&
      bottom > usual.y - FARTHEST_ASIDE - usual.height &&
      top < usual.y + FARTHEST_ASIDE + usual.height,
  );
  let best = usual;
  let least = clashOf(usual, near) * CLASH_COST;
  if (least === 0) return usual;
  for (const change of CHANGES) {
    if (change.cost >= least) break;
    if (change.flips && !mayFlip) continue;
    const changed = applied(usual, change);
    if (changed === undefined) continue;
    const cost = change.cost + clashOf(changed, near) * CLASH_COST;
    if (cost < least) [best, least] = [changed, cost];
  }
  return best;
}

function applied(usual: TieCurve, change: Change): TieCurve | undefined {
  const left = usual.left + change.fromLeft;
  const right = usual.right - change.fromRight;
  const isShortened = change.fromLeft + change.fromRight > 0;
  if (isShortened && right - left < LEAST_LENGTH) return undefined;
  const up = usual.up !== change.flips;
  // Turned over, it also changes to the other side of its heads.
  const y = usual.y + (up ? -1 : 1) * (change.away + (change.flips ? 5 : 0));
  return { left, right, y, up, height: usualHeight(right - left) * change.flatter };
}

const SIDES = [false, true].map((flips) => ({ flips }));
const SHAPES = [1, 0.65, 1.5].map((flatter) => ({ flatter }));
const PLACES = ASIDE.map((away) => ({ away }));
const LEFT_ENDS = ALONG.map((fromLeft) => ({ fromLeft }));
const RIGHT_ENDS = ALONG.map((fromRight) => ({ fromRight }));

const CHANGES: readonly Change[] = together(
  together(together(SIDES, SHAPES), PLACES),
  together(LEFT_ENDS, RIGHT_ENDS),
)
  .map((change) => ({ ...change, cost: costOf(change) }))
  .sort((one, other) => one.cost - other.cost);

/** Each change of one thing with each of another. */
function together<One, Other>(some: readonly One[], others: readonly Other[]): (One & Other)[] {
  return some.flatMap((one) => others.map((other) => ({ ...one, ...other })));
}

function costOf({ fromLeft, fromRight, away, flatter, flips }: Omit<Change, 'cost'>): number {
  const aside = Math.abs(away) * (away < 0 ? 1.4 : 1);
  return aside + (fromLeft + fromRight) * 0.7 + (flatter === 1 ? 0 : 2) + (flips ? 10 : 0);
}
