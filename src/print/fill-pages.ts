import type { Score } from '../score/model.ts';
import type { PaperElement } from './drawing/paper-element.ts';
import { engraveLines } from './engrave-lines.ts';
import { breakPages, emptiness } from './page-breaks.ts';
import { LEAST_SPACE_PT, MOST_SPACE_PT, staffSpacePt } from './paper.ts';

/** A system as engraved; `height` in points. */
export interface PlacedSystem {
  readonly element: PaperElement;
  readonly scale: number;
  readonly height: number;
}

/** Least space between two systems. */
export const GAP_PT = 16;

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

interface Tried extends Filled {
  readonly spacePt: number;
  /** Its emptiness, and what its size costs. */
  readonly cost: number;
}

/** Sizes to try, largest first, as shares of the usual one. */
const SHARES = [1.18, 1.09, 1, 0.93, 0.87] as const;
/** Emptier than this is worth another try. */
const TOO_EMPTY = 0.03;
/** What a smaller size costs, in emptiness. */
const SMALLER_COST = 0.25;
/** A longer score is engraved once, at the usual size. */
const MOST_BARS = 400;

/**
 * Engraves as large as music is printed, or smaller where that fills the pages better: music that can
 * be read from a stand comes first, then paper.
 */
export function fillPages(score: Score, body: Body, progress: (share: number) => void): Filled {
  const usualPt = staffSpacePt(staffCount(score));
  const shares = score.bars.length > MOST_BARS ? [1] : SHARES;
  const sizes = new Set(shares.map((share) => Math.min(usualPt * share, MOST_SPACE_PT)));
  const largestPt = Math.max(...sizes);
  const costOf = (spacePt: number): number => (1 - spacePt / largestPt) * SMALLER_COST;
  const tries: Tried[] = [];
  const least = (): number => Math.min(...tries.map(({ cost }) => cost));
  const engraveAt = (wantedPt: number, step: number): void => {
    const { systems, spacePt } = engraveToFit(score, body, wantedPt, (share) => {
      progress((step + share) / (sizes.size + 1));
    });
    const tried = filled(systems, body);
    tries.push({ ...tried, spacePt, cost: tried.emptiness + costOf(spacePt) });
  };
  for (const [step, wantedPt] of [...sizes].entries()) {
    const isTried = wantedPt >= (tries.at(-1)?.spacePt ?? Infinity);
    if (isTried || least() <= Math.max(TOO_EMPTY, costOf(wantedPt))) continue;
    engraveAt(wantedPt, step);
  }
  const chosen = tries.findIndex(({ cost }) => cost === least());
  const [larger, best] = [tries[chosen - 1], tries[chosen]];
  // Where this size was the first to spare a page, one a little larger may still do so.
  if (larger !== undefined && best !== undefined) {
    engraveAt(Math.sqrt(larger.spacePt * best.spacePt), sizes.size);
  }
  return tries.find(({ cost }) => cost === least()) ?? { systems: [], counts: [], emptiness: 0 };
}

function filled(systems: readonly PlacedSystem[], { bodyPt, firstBodyPt }: Body): Filled {
  const heights = systems.map(({ height }) => height);
  const counts = breakPages(heights, GAP_PT, firstBodyPt, bodyPt);
  return { systems, counts, emptiness: emptiness(counts, heights, GAP_PT, firstBodyPt, bodyPt) };
}

function staffCount({ parts }: Score): number {
  return parts.reduce(
    (sum, { staves, openStrings }) => sum + staves.length + (openStrings === undefined ? 0 : 1),
    0,
  );
}

/** Engraves at the size wanted, or smaller where a system is higher than the page. */
function engraveToFit(
  score: Score,
  { widthPt, bodyPt, firstBodyPt }: Body,
  wantedPt: number,
  progress: (share: number) => void,
): { readonly systems: readonly PlacedSystem[]; readonly spacePt: number } {
  let spacePt = wantedPt;
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
  progress: (share: number) => void,
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
