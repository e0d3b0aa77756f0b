import type { Score } from '../score/model.ts';
import { multiply, scaling, translation } from './drawing/matrix.ts';
import { marksOf, type Mark } from './drawing/marks.ts';
import { fillPages, GAP_PT, type PlacedSystem } from './fill-pages.ts';
import type { FontBook } from './fonts/font-book.ts';
import { pageFurniture, titleHeight, type Heading } from './page-furniture.ts';
import { MARGINS, PAPERS, type PaperName } from './paper.ts';

/** A page ready to be written in any format; its unit is the point, its origin the upper left corner. */
export interface Page {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly marks: readonly Mark[];
}

/** Space between two systems where a page is filled to its foot. */
const MOST_GAP_PT = 60;
/** A last page less full than this is left as it is. */
const FULL_ENOUGH = 0.75;

/**
 * Lays a score out on sheets of paper: the same engraving as on the screen, lines as wide as the
 * page, systems never split, pages evenly filled.
 * @param progress told the share of the work done, 0–1
 */
export function engravePages(
  score: Score,
  heading: Heading,
  paper: PaperName,
  book: FontBook,
  progress: (share: number) => void,
): Page[] {
  const { widthPt, heightPt } = PAPERS[paper];
  const bodyPt = heightPt - MARGINS.top - MARGINS.bottom;
  const titlePt = titleHeight(heading);
  const firstBodyPt = bodyPt - titlePt;
  const { systems, counts } = fillPages(
    score,
    { widthPt: widthPt - 2 * MARGINS.side, bodyPt, firstBodyPt },
    progress,
  );
  let next = 0;
  return counts.map((count, index) => {
    const own = systems.slice(next, next + count);
    next += count;
    const top = MARGINS.top + (index === 0 ? titlePt : 0);
    const isLast = index === counts.length - 1;
    const tops = placeSystems(own, top, heightPt - MARGINS.bottom, isLast);
    const furniture = pageFurniture(
      heading,
      { index, count: counts.length },
      { widthPt, heightPt },
    );
    const marks = [
      ...marksOf(furniture, scaling(1), book),
      ...own.flatMap(({ element, scale }, i) =>
        marksOf(element, multiply(translation(MARGINS.side, tops[i] ?? top), scaling(scale)), book),
      ),
    ];
    return { widthPt, heightPt, marks };
  });
}

/** Tops of the systems of a page: spread down to its foot, unless it is the end of the piece. */
function placeSystems(
  systems: readonly PlacedSystem[],
  top: number,
  bottom: number,
  isLast: boolean,
): number[] {
  const height = systems.reduce((sum, system) => sum + system.height, 0);
  const gaps = systems.length - 1;
  const free = bottom - top - height;
  const isFull = (height + gaps * GAP_PT) / (bottom - top) >= FULL_ENOUGH;
  const spread = gaps > 0 && (!isLast || isFull) ? free / gaps : GAP_PT * 1.5;
  const gap = Math.max(Math.min(spread, MOST_GAP_PT), Math.min(GAP_PT, free / Math.max(gaps, 1)));
  let y = top;
  return systems.map((system) => {
    const at = y;
    y += system.height + gap;
    return at;
  });
}
