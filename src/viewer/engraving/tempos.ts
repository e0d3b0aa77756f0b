import type { SpacedLine } from './line-slots.ts';
import { drawTempo, tempoWidth } from './marks.ts';
import type { Skyline } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** Units around a mark that the music under it keeps free. */
const CLEARANCE = 10;

/**
 * Draws the tempo marks of a line, each as low over the top staff as the music under it lets it.
 * @param bottom y of the top staff's bottom line
 * @param timeX where the line's first time signature stands, over which its first mark begins
 */
export function drawTempos(
  context: SystemContext,
  line: SpacedLine,
  bottom: number,
  timeX: number | undefined,
  skyline: Skyline,
): void {
  const { bars, slots, x } = line;
  bars.forEach(({ column }, index) => {
    const bar = slots[index];
    if (bar === undefined) return;
    for (const mark of column.tempoMarks) {
      const isAtStart = index === 0 && mark.offsetDivs === 0;
      const own = x[bar.columns.get(mark.offsetDivs) ?? bar.start] ?? 0;
      const from = isAtStart ? (timeX ?? own) : own;
      const to = from + tempoWidth(mark);
      const y = skyline.topOver(0, from - CLEARANCE, to + CLEARANCE, bottom - 45) - CLEARANCE;
      drawTempo(context, mark, from, y);
    }
  });
}
