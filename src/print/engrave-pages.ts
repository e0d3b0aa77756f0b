import type { Score } from '../score/model.ts';
import { multiply, scaling, translation } from './drawing/matrix.ts';
import { marksOf, type Mark } from './drawing/marks.ts';
import type { PaperElement } from './drawing/paper-element.ts';
import { engraveLines } from './engrave-lines.ts';
import type { FontBook } from './fonts/font-book.ts';
import { breakPages, emptiness } from './page-breaks.ts';
import { pageFurniture, titleHeight, type Heading } from './page-furniture.ts';
import { LEAST_SPACE_PT, MARGINS, PAPERS, staffSpacePt, type PaperName } from './paper.ts';

/** A page ready to be written in any format; its unit is the point, its origin the upper left corner. */
export interface Page {
  readonly widthPt: number;
  readonly heightPt: number;
  readonly marks: readonly Mark[];
}

/** A system as engraved; `height` in points. */
interface PlacedSystem {
  readonly element: PaperElement;
  readonly scale: number;
  readonly height: number;
}

/** Space between two systems: at least, and at most where a page is filled to its foot. */
const GAP_PT = 16;
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
    const furniture = pageFurniture(heading, index, { widthPt, heightPt });
    const marks = [
      ...marksOf(furniture, scaling(1), book),
      ...own.flatMap(({ element, scale }, i) =>
        marksOf(element, multiply(translation(MARGINS.side, tops[i] ?? top), scaling(scale)), book),
      ),
    ];
    return { widthPt, heightPt, marks };
  });
}

/** Room for music on a sheet, in points. */
interface Body {
  readonly widthPt: number;
  readonly bodyPt: number;
  readonly firstBodyPt: number;
}

interface Filled {
  readonly systems: readonly PlacedSystem[];
  readonly counts: readonly number[];
  readonly emptiness: number;
}

/** Smaller sizes to try where pages would be left half empty, as shares of the usual one. */
const SMALLER = [0.93, 0.87] as const;
/** Emptier than this is worth another try. */
const TOO_EMPTY = 0.03;
/** What a smaller size costs, in emptiness. */
const SMALLER_COST = 0.25;
/** A longer score is not engraved more than once. */
const MOST_BARS = 400;

/** Engraves at the usual size, or a little smaller where that fills the pages better. */
function fillPages(score: Score, body: Body, progress: (share: number) => void): Filled {
  const usual = engraveToFit(score, body, progress);
  let best = filled(usual.systems, body);
  let least = best.emptiness;
  if (score.bars.length > MOST_BARS) return best;
  for (const share of SMALLER) {
    const spacePt = usual.spacePt * share;
    const cost = (1 - share) * SMALLER_COST;
    if (least <= Math.max(TOO_EMPTY, cost) || spacePt < LEAST_SPACE_PT) break;
    const tried = filled(engraveSystems(score, body.widthPt, spacePt), body);
    if (tried.emptiness + cost >= least) continue;
    best = tried;
    least = tried.emptiness + cost;
  }
  return best;
}

function filled(systems: readonly PlacedSystem[], { bodyPt, firstBodyPt }: Body): Filled {
  const heights = systems.map(({ height }) => height);
  const counts = breakPages(heights, GAP_PT, firstBodyPt, bodyPt);
  return { systems, counts, emptiness: emptiness(counts, heights, GAP_PT, firstBodyPt, bodyPt) };
}

/** Engraves at the usual size for the number of staves, or smaller where a system is higher than the page. */
function engraveToFit(
  score: Score,
  { widthPt, bodyPt, firstBodyPt }: Body,
  progress: (share: number) => void,
): { readonly systems: readonly PlacedSystem[]; readonly spacePt: number } {
  const staves = score.parts.reduce(
    (sum, part) => sum + part.staves.length + (part.openStrings === undefined ? 0 : 1),
    0,
  );
  let spacePt = staffSpacePt(staves);
  for (;;) {
    const systems = engraveSystems(score, widthPt, spacePt, progress);
    const tooHigh = Math.max(
      (systems[0]?.height ?? 0) / firstBodyPt,
      ...systems.map(({ height }) => height / bodyPt),
    );
    if (tooHigh <= 1) return { systems, spacePt };
    const smaller = spacePt / (tooHigh * 1.02);
    if (smaller < LEAST_SPACE_PT) {
      // Beyond what can be read at arm's length: whole is still better than cut off.
      return { systems: engraveSystems(score, widthPt, smaller, progress), spacePt: smaller };
    }
    spacePt = smaller;
  }
}

function engraveSystems(
  score: Score,
  widthPt: number,
  spacePt: number,
  progress: (share: number) => void = () => undefined,
): PlacedSystem[] {
  const scale = spacePt / 10;
  const width = widthPt / scale;
  const systems: PlacedSystem[] = [];
  for (const { end, drawing } of engraveLines(score, width, scale)) {
    systems.push(placed(drawing, scale, width));
    progress(end / score.bars.length);
  }
  return systems;
}

/** A line that could not be made narrow enough is drawn smaller. */
function placed(element: PaperElement, scale: number, width: number): PlacedSystem {
  const [, , viewWidth = width, viewHeight = 0] = (element.getAttribute('viewBox') ?? '')
    .split(' ')
    .map(Number);
  const fitted = scale * Math.min(1, width / viewWidth);
  return { element, scale: fitted, height: viewHeight * fitted };
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
