/**
 * Groups systems into pages so that the pages are as evenly full as can be over the whole piece; the
 * last one may end early, but not with a single system where that can be avoided (the total-fit
 * method of Donald Knuth and Michael Plass, "Breaking Paragraphs into Lines", 1981). A system is
 * never split; one higher than the page has a page of its own.
 * @param heights of the systems; `gap` at least lies between two, all in one unit
 * @param firstRoom height of the first page, under the title
 * @returns the number of systems on each page
 */
export function breakPages(
  heights: readonly number[],
  gap: number,
  firstRoom: number,
  room: number,
): number[] {
  const best: number[] = [0];
  const from: number[] = [0];
  for (let end = 1; end <= heights.length; end++) {
    let bestCost = Infinity;
    let bestStart = end - 1;
    let height = 0;
    for (let start = end - 1; start >= 0; start--) {
      height += (heights[start] ?? 0) + (start < end - 1 ? gap : 0);
      const pageRoom = start === 0 ? firstRoom : room;
      if (height > pageRoom && start < end - 1) {
        // The first page has least room: what is too high for it may still fit on another.
        if (height > room) break;
        continue;
      }
      const cost =
        (best[start] ?? Infinity) + pageCost(height / pageRoom, end - start, end, heights.length);
      if (cost < bestCost) {
        bestCost = cost;
        bestStart = start;
      }
    }
    best.push(bestCost);
    from.push(bestStart);
  }
  const pages: number[] = [];
  for (let end = heights.length; end > 0;) {
    const start = from[end] ?? 0;
    pages.push(end - start);
    end = start;
  }
  return pages.reverse();
}

/** A single system on the last page looks forgotten, but less so than a page half empty before it. */
const LONELY_LAST = 0.1;
/** Each page costs this much, so that no more are used than are needed. */
const PAGE = 1;

function pageCost(fullness: number, systems: number, end: number, total: number): number {
  if (end === total) return PAGE + (systems === 1 && end > 1 ? LONELY_LAST : 0);
  return PAGE + Math.max(0, 1 - fullness) ** 2;
}

/** How much empty paper at the end of a piece counts, against that within it. */
const BLANK_END = 0.25;

/**
 * How much of the paper is left empty, 0–1: of all pages but the last as the square of each one's
 * share, so that one half empty counts more than two that are nearly full; of the last one little,
 * and nothing where it is the only one.
 * @param counts the number of systems on each page
 */
export function emptiness(
  counts: readonly number[],
  heights: readonly number[],
  gap: number,
  firstRoom: number,
  room: number,
): number {
  let next = 0;
  let sum = 0;
  counts.forEach((count, index) => {
    const own = heights.slice(next, next + count);
    next += count;
    const height = own.reduce((total, each) => total + each, 0) + (count - 1) * gap;
    const empty = Math.max(0, 1 - height / (index === 0 ? firstRoom : room));
    const isLast = index === counts.length - 1;
    if (!isLast) sum += empty ** 2;
    else if (index > 0) sum += BLANK_END * empty;
  });
  return sum / counts.length;
}
