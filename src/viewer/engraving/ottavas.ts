import type { Ottava } from '../../score/model.ts';
import type { MeasuredBar, SpacedLine } from './line-slots.ts';
import { drawOttava } from './marks.ts';
import type { Skyline } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** From the music to the line of the bracket. */
const CLEARANCE = 12;
/** From the music to the line where the bracket's sign stands between the two. */
const SIGN_CLEARANCE = { over: 15, under: 22 } as const;
/** Room a sign takes along the line. */
const SIGN_WIDTH = 42;

/**
 * Draws the ottava brackets of a line, each as near to its staff as the notes under it let it. One
 * that goes on reaches to the line's end, and begins the next line in parentheses.
 * @param rightX where the line ends
 */
export function drawOttavas(
  context: SystemContext,
  line: SpacedLine,
  bottoms: readonly number[],
  rightX: number,
  skyline: Skyline,
): void {
  const firstBar = line.bars[0]?.column.index ?? 0;
  bottoms.forEach((bottom, staff) => {
    const all = new Set(line.bars.flatMap(({ column }) => column.ottavas[staff] ?? []));
    for (const ottava of all) {
      const covered = line.bars.flatMap((bar, index) => coveredBy(ottava, bar, index, staff, line));
      if (covered.length === 0) continue;
      const lastBar = line.bars.at(-1);
      const lastIndex = lastBar?.followers.at(-1)?.index ?? lastBar?.column.index ?? 0;
      const from = Math.min(...covered) - 2;
      const ends =
        ottava.endBar <= lastIndex ||
        (ottava.endBar === lastIndex + 1 && ottava.endOffsetDivs === 0);
      const to = ends ? Math.max(...covered) + 16 : rightX - 3;
      const signTo = from + SIGN_WIDTH;
      const y =
        ottava.octaves > 0
          ? Math.min(
              skyline.topOver(staff, from, to, bottom - 50) - CLEARANCE,
              skyline.topOver(staff, from, signTo, bottom - 45) - SIGN_CLEARANCE.over,
            )
          : Math.max(
              skyline.bottomUnder(staff, from, to, bottom + 10) + CLEARANCE,
              skyline.bottomUnder(staff, from, signTo, bottom + 5) + SIGN_CLEARANCE.under,
            );
      skyline.add(staff, { left: from, right: to, top: y - 12, bottom: y + 12 });
      const goesOn = ottava.startBar < firstBar;
      drawOttava(context, ottava.octaves, { from, to, y, goesOn, ends });
    }
  });
}

/** X of the elements of a bar under an ottava bracket. */
function coveredBy(
  ottava: Ottava,
  bar: MeasuredBar,
  index: number,
  staff: number,
  { slots, x }: SpacedLine,
): number[] {
  const { index: barIndex } = bar.column;
  const elements = bar.staves[staff]?.voices.flatMap((voice) => voice.elements) ?? [];
  return elements.flatMap((element) => {
    if (element === undefined) return [];
    const { offsetDivs } = element;
    const after =
      barIndex > ottava.startBar ||
      (barIndex === ottava.startBar && offsetDivs >= ottava.startOffsetDivs);
    const before =
      barIndex < ottava.endBar || (barIndex === ottava.endBar && offsetDivs < ottava.endOffsetDivs);
    const at = x[slots[index]?.columns.get(offsetDivs) ?? -1];
    return after && before && at !== undefined ? [at] : [];
  });
}
