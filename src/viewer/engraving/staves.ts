import type { ScoreHeader } from '../../protocol/header.ts';
import type { PartGroup } from '../../score/layout/part-groups.ts';
import type { StaffPlace } from './system-input.ts';
import type { TabStaff } from './tab-staff.ts';

/** Thickness of barlines and of the line at a system's left. */
export const THIN = 1.6;

/** The staves of a line and where they stand. */
export interface Staves {
  readonly header: ScoreHeader;
  readonly places: readonly StaffPlace[];
  /** Y of the bottom line of each. */
  readonly bottoms: readonly number[];
  /** Under the staves of their parts, by the index of the part. */
  readonly tabs: readonly (TabStaff | undefined)[];
}

/** Y of the top line of the first and the bottom line of the last of some parts, tablature included. */
export function reach(
  { places, bottoms, tabs }: Staves,
  { first, last }: PartGroup,
): readonly [number, number] {
  const own = bottoms.filter((_, index) => {
    const partIndex = places[index]?.partIndex ?? -1;
    return partIndex >= first && partIndex <= last;
  });
  return [(own[0] ?? 40) - 40, tabs[last]?.bottom ?? own.at(-1) ?? 40];
}
