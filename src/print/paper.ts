/** Sheets there are; ISO 216 and ANSI Y14.1. */
export const PAPERS = {
  a4: { widthPt: 595.28, heightPt: 841.89 },
  letter: { widthPt: 612, heightPt: 792 },
} as const;

export type PaperName = keyof typeof PAPERS;

/** Points per millimetre. */
const MM = 72 / 25.4;

/** Space left free at the sheet's edges, in points; the page number stands in the lower one. */
export const MARGINS = { side: 12 * MM, top: 12 * MM, bottom: 16 * MM } as const;

/** Smallest staff that can still be read, in points per staff space. */
export const LEAST_SPACE_PT = 0.75 * MM;

/** Largest staff that is printed, in points per staff space: 7 mm high. */
export const MOST_SPACE_PT = 1.75 * MM;

/**
 * Points per staff space for a system of so many staves: the usual rastral sizes, from 7 mm staves of
 * a single part down to the 4.4 mm of an orchestral score.
 */
export function staffSpacePt(staffCount: number): number {
  if (staffCount <= 2) return MOST_SPACE_PT;
  if (staffCount <= 4) return 1.6 * MM;
  if (staffCount <= 8) return 1.4 * MM;
  return 1.1 * MM;
}
