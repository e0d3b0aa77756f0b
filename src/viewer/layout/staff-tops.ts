import type { Extents } from './extents.ts';

export interface StaffSpacing {
  /** Units between the bottom line of a staff and the top line of the next of the same part. */
  readonly withinPart: number;
  /** … and of the next part. */
  readonly betweenParts: number;
  /** Least units between what two neighbouring staves reach out to. */
  readonly clearance: number;
}

/**
 * Y of each staff's bottom line, so that nothing of one staff touches another; and the height of all.
 * @param extents of each staff, in half spaces
 * @param partOf the part of each staff
 * @param topRoom units over the first staff for what is written above it
 */
export function placeStaves(
  extents: readonly Extents[],
  partOf: readonly number[],
  topRoom: number,
  spacing: StaffSpacing,
): { readonly bottoms: readonly number[]; readonly height: number } {
  const bottoms: number[] = [];
  let y = topRoom + (extents[0]?.above ?? 0) * 5;
  extents.forEach(({ above }, index) => {
    const previous = extents[index - 1];
    if (previous !== undefined) {
      const usual = partOf[index] === partOf[index - 1] ? spacing.withinPart : spacing.betweenParts;
      y += Math.max(usual, (previous.below + above) * 5 + spacing.clearance);
    }
    y += 40;
    bottoms.push(y);
  });
  return { bottoms, height: y + (extents.at(-1)?.below ?? 0) * 5 };
}
