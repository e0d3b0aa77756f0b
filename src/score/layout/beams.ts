import { barShift } from '../rhythm/cells.ts';
import type { Bar, Beam } from '../model.ts';
import { DIVS_PER_QUARTER } from '../time.ts';
import { metreOf } from './metre.ts';
import type { Metre } from './metre.ts';
import type { WrittenElement } from './write-voice.ts';

/**
 * Beams by metre (Gould 2011, ch. 6): one beam a beat; eighths alone may share a beam over half a bar
 * of 4/4 or 2/2 and over a whole bar of 2/4, 3/4 and 3/8. A rest or a longer value ends a beam.
 */
export function beamsOf(bar: Bar, elements: readonly WrittenElement[]): Beam[] {
  const metre = metreOf(bar.time);
  const shift = barShift(bar);
  const wide = wideGroupDivs(metre);
  const beams: Beam[] = [];
  let open: number[] = [];
  const close = (): void => {
    if (open.length > 1) beams.push({ elements: open, secondaryBreaks: [] });
    open = [];
  };
  let group = -1;
  const widened = wideGroups(elements, shift, wide);
  elements.forEach((element, index) => {
    const position = element.offset + shift;
    const inWide = Math.floor(position / wide);
    const period = widened.has(inWide) ? wide : metre.cellDivs;
    const here = Math.floor(position / period) * period;
    if (here !== group) close();
    group = here;
    if (element.event === undefined || element.value.type < 8) close();
    else open.push(index);
  });
  close();
  return beams;
}

function wideGroupDivs(metre: Metre): number {
  const quarters = metre.barDivs / DIVS_PER_QUARTER;
  if (metre.isCompound) return metre.cellDivs;
  if (quarters === 4) return metre.barDivs / 2;
  if (quarters === 2 || quarters === 3 || quarters === 1.5) return metre.barDivs;
  return Math.max(metre.cellDivs, DIVS_PER_QUARTER);
}

/** Groups filled with plain eighths alone, which may share one beam. */
function wideGroups(
  elements: readonly WrittenElement[],
  shift: number,
  wide: number,
): ReadonlySet<number> {
  const bad = new Set<number>();
  const seen = new Set<number>();
  for (const element of elements) {
    const start = element.offset + shift;
    const group = Math.floor(start / wide);
    seen.add(group);
    const isPlainEighth =
      element.event !== undefined &&
      element.value.type === 8 &&
      element.value.dots === 0 &&
      element.duration === DIVS_PER_QUARTER / 2;
    if (!isPlainEighth) {
      for (let g = group; g * wide < start + element.duration; g += 1) bad.add(g);
    }
  }
  return new Set([...seen].filter((group) => !bad.has(group)));
}
