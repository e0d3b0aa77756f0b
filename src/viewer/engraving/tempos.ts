import type { SpacedLine } from './line-slots.ts';
import { drawTempo } from './marks.ts';
import { reachOf } from './note-geometry.ts';
import type { SystemContext } from './system-context.ts';

/** Units a tempo mark may reach over. */
const TEMPO_WIDTH = 130;

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
): void {
  const { bars, slots, x } = line;
  const drawn = bars.flatMap((bar) =>
    (bar.staves[0]?.voices ?? []).flatMap((voice) =>
      voice.elements.flatMap((element) => element ?? []),
    ),
  );
  bars.forEach(({ column }, index) => {
    const bar = slots[index];
    if (bar === undefined) return;
    for (const mark of column.tempoMarks) {
      const isAtStart = index === 0 && mark.offsetDivs === 0;
      const own = x[bar.columns.get(mark.offsetDivs) ?? bar.start] ?? 0;
      const from = isAtStart ? (timeX ?? own) : own;
      const to = from + TEMPO_WIDTH;
      const under = drawn.filter(({ note }) => {
        const at = note.getAbsoluteX();
        return at > from - 20 && at < to;
      });
      const skyline = Math.min(bottom - 55, ...under.map((element) => reachOf(element).top - 12));
      drawTempo(context, mark, from, skyline);
    }
  });
}
