import type { Score } from './model.ts';
import { transposeScore } from './transposition/transpose-score.ts';

/** How a reader wants a score: which parts, in which order, and in which pitch. */
export interface Arrangement {
  readonly parts: readonly ArrangedPart[];
  /** Written for the players of transposing instruments; else at concert pitch. */
  readonly isTransposed: boolean;
  /** With a tablature staff under each guitar and bass. */
  readonly isTabShown: boolean;
}

/** A score as it is, at concert pitch. */
export const AS_IT_IS: Arrangement = { parts: [], isTransposed: false, isTabShown: false };

export interface ArrangedPart {
  /** `Part.id`. */
  readonly id: string;
  readonly isVisible: boolean;
}

/**
 * The score as it is arranged: parts it does not name come last. A score of which nothing would be
 * left is shown whole. Tablature is written before: it takes long, and does not depend on the rest.
 */
export function arrangeScore(
  score: Score,
  arrangement: Pick<Arrangement, 'parts' | 'isTransposed'>,
): Score {
  const named = new Map(arrangement.parts.map((part) => [part.id, part]));
  const place = new Map(arrangement.parts.map(({ id }, index) => [id, index]));
  const last = arrangement.parts.length;
  const ordered = score.parts.toSorted(
    (a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last),
  );
  const visible = ordered.filter(({ id }) => named.get(id)?.isVisible !== false);
  const arranged = { ...score, parts: visible.length === 0 ? ordered : visible };
  return arrangement.isTransposed ? transposeScore(arranged) : arranged;
}
