/** A place something may stand at on a line of music: a column of notes, or an edge of a bar. */
export interface Slot {
  /** Space wanted before it at the natural stretch, beyond nothing; 0 = it does not stretch. */
  readonly ideal: number;
  /** Smallest distances from earlier slots. */
  readonly rods: readonly Rod[];
}

export interface Rod {
  /** Index of the earlier slot. */
  readonly from: number;
  readonly length: number;
}

/** The slots' places, the first at 0, for a given stretch of all ideal spaces. */
export function placeSlots(slots: readonly Slot[], stretch: number): number[] {
  const x: number[] = [];
  slots.forEach((slot, index) => {
    let at = (x[index - 1] ?? 0) + slot.ideal * stretch;
    for (const { from, length } of slot.rods) at = Math.max(at, (x[from] ?? 0) + length);
    x.push(at);
  });
  return x;
}

/**
 * Fills a line: the one stretch, common to all its bars, at which the last slot lands on `width`
 * (the springs and rods of John Gourlay, "Spacing a Line of Music", 1987). A line that is too full
 * comes back as narrow as it can be, a line that would need more than `maxStretch` at that.
 */
export function justify(slots: readonly Slot[], width: number, maxStretch: number): number[] {
  const end = (x: readonly number[]): number => x.at(-1) ?? 0;
  let low = 0;
  let high = maxStretch;
  const widest = placeSlots(slots, high);
  if (end(widest) <= width) return widest;
  const narrowest = placeSlots(slots, low);
  if (end(narrowest) >= width) return narrowest;
  for (let step = 0; step < 40 && high - low > 1e-5; step++) {
    const middle = (low + high) / 2;
    if (end(placeSlots(slots, middle)) > width) high = middle;
    else low = middle;
  }
  return placeSlots(slots, low);
}
