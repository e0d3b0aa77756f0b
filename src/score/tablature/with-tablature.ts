import type { Score } from '../model.ts';
import { fingerPart, type Fingering } from './finger.ts';
import { writeTablature } from './write-tablature.ts';

/** The score with a tablature staff under each guitar and bass; parts that have one keep it. */
export function withTablature(score: Score): Score {
  return writeTablature(score, fingerScore(score));
}

/** How each guitar and bass without tablature is played, by `Part.id`. */
export function fingerScore({ parts, bars }: Score): ReadonlyMap<string, Fingering> {
  const fingerings = new Map<string, Fingering>();
  for (const part of parts) {
    const fingering = part.openStrings === undefined ? fingerPart(part, bars) : undefined;
    if (fingering !== undefined) fingerings.set(part.id, fingering);
  }
  return fingerings;
}
