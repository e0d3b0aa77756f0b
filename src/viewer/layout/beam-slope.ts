/** Rise of a beam in half spaces by the interval (in half spaces) its ends span. */
const RISE_BY_INTERVAL = [0, 0.5, 1, 1.5, 2, 2, 2.5, 2.5] as const;

/**
 * How far a beam rises from its first to its last stem, in half spaces (negative = falls). Flat where
 * the ends are equal, an inner note lies nearer to the beam than both ends do, or a figure of two or
 * more notes is repeated; else by the interval,
 * and never steeper than a quarter space for each space of length (after Ted Ross, "The Art of Music
 * Engraving and Processing", 1970, and Gould 2011).
 * @param tips for each chord, the position of its note nearest to the beam
 * @param lengthHalfSpaces distance of the outer stems
 */
export function beamRise(
  tips: readonly number[],
  stemsUp: boolean,
  lengthHalfSpaces: number,
): number {
  const first = tips[0];
  const last = tips.at(-1);
  if (first === undefined || last === undefined || first === last) return 0;
  const inner = tips.slice(1, -1);
  const outermost = stemsUp ? Math.max(first, last) : Math.min(first, last);
  const concave = inner.some((tip) => (stemsUp ? tip > outermost : tip < outermost));
  if (concave || isRepeated(tips)) return 0;
  const interval = Math.min(Math.abs(last - first), RISE_BY_INTERVAL.length - 1);
  const rise = Math.min(RISE_BY_INTERVAL[interval] ?? 0, lengthHalfSpaces / 5);
  return last > first ? rise : -rise;
}

function isRepeated(tips: readonly number[]): boolean {
  const half = tips.length / 2;
  return half >= 2 && tips.every((tip, i) => i < half || tip === tips[i - half]);
}
