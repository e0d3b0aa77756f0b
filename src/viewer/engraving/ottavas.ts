import type { Ottava } from '../../score/model.ts';
import type { MeasuredBar, SpacedLine } from './line-slots.ts';
import { drawOttava } from './marks.ts';
import { reachOf } from './note-geometry.ts';
import type { SystemContext } from './system-context.ts';

/** Draws the ottava brackets of a line, each as near to its staff as the notes under it let it. */
export function drawOttavas(
  context: SystemContext,
  line: SpacedLine,
  bottoms: readonly number[],
): void {
  bottoms.forEach((bottom, staff) => {
    const all = new Set(line.bars.flatMap(({ column }) => column.ottavas[staff] ?? []));
    for (const ottava of all) {
      const covered = line.bars.flatMap((bar, index) => coveredBy(ottava, bar, index, staff, line));
      if (covered.length === 0) continue;
      const over = ottava.octaves > 0;
      const y = over
        ? Math.min(bottom - 50, ...covered.map(({ reach }) => reach.top)) - 12
        : Math.max(bottom + 10, ...covered.map(({ reach }) => reach.bottom)) + 12;
      const ends = ottava.endBar <= (line.bars.at(-1)?.column.index ?? 0);
      const to = Math.max(...covered.map(({ at }) => at)) + 16;
      const from = Math.min(...covered.map(({ at }) => at)) - 2;
      drawOttava(context, ottava.octaves, from, to, y, ends);
    }
  });
}

interface Covered {
  readonly at: number;
  readonly reach: { readonly top: number; readonly bottom: number };
}

function coveredBy(
  ottava: Ottava,
  bar: MeasuredBar,
  index: number,
  staff: number,
  { slots, x }: SpacedLine,
): Covered[] {
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
    return after && before && at !== undefined ? [{ at, reach: reachOf(element) }] : [];
  });
}
