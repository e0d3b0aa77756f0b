import { LOWEST_PITCH } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import type { TrueNote } from '../../../test/bench/engine/truth.ts';

/** Where a note may begin. */
export interface Beginning {
  readonly key: number;
  readonly sec: number;
  /** The clearest is taken; compared with how far off it is. */
  readonly clarity: number;
}

/**
 * For each note the clearest beginning near it that is no other note's; −1 where there is none.
 * @param clarityPerSec what being a second off counts for
 */
export function partners(
  notes: readonly TrueNote[],
  beginnings: readonly Beginning[],
  nearSec: number,
  clarityPerSec: number,
): number[] {
  const pairs = notes.flatMap(({ pitch, startSec }, note) =>
    beginnings.flatMap(({ key, sec, clarity }, i) => {
      const offSec = Math.abs(sec - startSec);
      if (key !== pitch - LOWEST_PITCH || offSec > nearSec) return [];
      return [{ note, i, rank: clarity - clarityPerSec * offSec }];
    }),
  );
  const partner = notes.map(() => -1);
  const taken = new Set<number>();
  for (const { note, i } of pairs.sort((a, b) => b.rank - a.rank)) {
    if (partner[note] !== -1 || taken.has(i)) continue;
    partner[note] = i;
    taken.add(i);
  }
  return partner;
}
