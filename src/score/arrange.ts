import type { Part, Score } from './model.ts';
import { abbreviate } from './layout/abbreviate.ts';

/** Which parts of a score are shown, in which order, and how they are called. */
export interface Arrangement {
  readonly parts: readonly ArrangedPart[];
}

export interface ArrangedPart {
  /** `Part.id`. */
  readonly id: string;
  readonly isVisible: boolean;
  /** A name of the reader's own; empty for the part's. */
  readonly name: string;
}

/**
 * The score as it is arranged: parts it does not name come last, under their own names. A score of
 * which nothing would be left is shown whole.
 */
export function arrangeScore(score: Score, arrangement: Arrangement): Score {
  const named = new Map(arrangement.parts.map((part) => [part.id, part]));
  const place = new Map(arrangement.parts.map(({ id }, index) => [id, index]));
  const last = arrangement.parts.length;
  const ordered = score.parts
    .map((part) => called(part, named.get(part.id)?.name ?? ''))
    .sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last));
  const visible = ordered.filter(({ id }) => named.get(id)?.isVisible !== false);
  return { ...score, parts: visible.length === 0 ? ordered : visible };
}

function called(part: Part, name: string): Part {
  return name === '' ? part : { ...part, name, abbreviation: abbreviate(name) };
}
