/** A line of music: its first bar and the one after its last. */
export interface Line {
  readonly first: number;
  readonly end: number;
}

const CRAMPED = 1.3;
/** The last line may end early, but a bar or two alone on it look forgotten. */
const WIDOW = 0.5;
/** How much less than on the other lines empty room counts on the last one. */
const LAST_LINE_EASE = 0.18;

/**
 * Breaks a score into lines so that their density is as even as can be over the whole score, not
 * line by line (the total-fit method of Donald Knuth and Michael Plass, "Breaking Paragraphs into
 * Lines", 1981, with bars for words). Linear in the number of bars.
 * @param weights natural width of each bar; one of 0 stays with the bar before it
 * @param firstWidth room for bars on the first line, in the same unit
 * @param width room on every other line
 */
export function breakLines(weights: readonly number[], firstWidth: number, width: number): Line[] {
  // Where a line may start; the score's end closes the list.
  const starts = [...weights.keys()].filter((bar) => bar === 0 || weights[bar] !== 0);
  starts.push(weights.length);
  const best: number[] = [0];
  const from: number[] = [0];
  for (let end = 1; end < starts.length; end++) {
    let bestCost = Infinity;
    let bestStart = end - 1;
    let natural = 0;
    for (let start = end - 1; start >= 0; start--) {
      natural += weights[starts[start] ?? 0] ?? 0;
      const room = start === 0 ? firstWidth : width;
      if (natural > room * CRAMPED && start < end - 1) break;
      const cost = (best[start] ?? 0) + lineCost(natural, room, end === starts.length - 1);
      if (cost < bestCost) {
        bestCost = cost;
        bestStart = start;
      }
    }
    best.push(bestCost);
    from.push(bestStart);
  }
  const lines: Line[] = [];
  for (let end = starts.length - 1; end > 0;) {
    const first = from[end] ?? 0;
    lines.push({ first: starts[first] ?? 0, end: starts[end] ?? weights.length });
    end = first;
  }
  return lines.reverse();
}

/** Nothing for a line that fits, growing with the square of how far it must give or shrink. */
function lineCost(natural: number, room: number, isLast: boolean): number {
  const ratio = natural / room;
  if (ratio > 1) return 30 * (ratio - 1) ** 2;
  const empty = (1 - ratio) ** 2;
  return isLast ? LAST_LINE_EASE * empty + 2 * Math.max(0, WIDOW - ratio) ** 2 : empty;
}
