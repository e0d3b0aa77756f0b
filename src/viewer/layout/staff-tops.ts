import type { Extents } from './extents.ts';

export interface StaffSpacing {
  /** Units between the bottom line of a staff and the top line of the next of the same part. */
  readonly withinPart: number;
  /** … and of the next part. */
  readonly betweenParts: number;
  /** Least units between what two neighbouring staves reach out to. */
  readonly clearance: number;
}

/** A staff to be placed under the one before it. */
export interface StaffRow {
  /** In half spaces. */
  readonly extents: Extents;
  readonly partIndex: number;
  /** Units between its top and its bottom line. */
  readonly height: number;
}

/**
 * Y of each staff's bottom line, so that nothing of one staff touches another; and the height of all.
 * @param topRoom units over the first staff for what is written above it
 */
export function placeStaves(
  rows: readonly StaffRow[],
  topRoom: number,
  spacing: StaffSpacing,
): { readonly bottoms: readonly number[]; readonly height: number } {
  const bottoms: number[] = [];
  let y = topRoom + (rows[0]?.extents.above ?? 0) * 5;
  rows.forEach(({ extents: { above }, partIndex, height }, index) => {
    const previous = rows[index - 1];
    if (previous !== undefined) {
      const usual = partIndex === previous.partIndex ? spacing.withinPart : spacing.betweenParts;
      y += Math.max(usual, (previous.extents.below + above) * 5 + spacing.clearance);
    }
    y += height;
    bottoms.push(y);
  });
  return { bottoms, height: y + (rows.at(-1)?.extents.below ?? 0) * 5 };
}
