import { cellIndexAt } from './cells.ts';
import type { ValueContext } from './chord-ends.ts';
import type { RhythmEvent } from './heard.ts';
import { heldDivs } from './touch.ts';
import { valueOf } from './write-values.ts';

/** So many equal steps in a row make a detached line; fewer are rests, or chance. */
const SHORTEST_RUN = 6;
/** Notes held no longer than this share of the way to the next are detached… */
const DETACHED_SHARE = 0.5;
/** …on struck instruments only against notes held more than twice as long: under a pedal all are let go early. */
const AGAINST_USUAL = Math.log(0.45);

/**
 * Marks detached lines staccato, with values that reach to the next note, in place of a rest after each
 * (Gould 2011, ch. 4). A line is a run of equal steps no longer than a beat. `events` of one voice, in order.
 */
export function markStaccato(events: readonly RhythmEvent[], context: ValueContext): RhythmEvent[] {
  const share = mostShare(context);
  const gaps = events.map(({ onset }, index) => (events[index + 1]?.onset ?? Infinity) - onset);
  const isDetached = events.map((event, index) => {
    const gap = gaps[index] ?? Infinity;
    const cell = context.cells[cellIndexAt(context.cells, event.onset)];
    if (cell === undefined || gap > cell.metre.cellDivs || valueOf(gap) === undefined) return false;
    return Math.max(...event.notes.map(heldDivs)) <= share * gap;
  });
  const marked = new Set<number>();
  for (let from = 0; from < events.length;) {
    let to = from;
    while (isDetached[to] === true && gaps[to] === gaps[from]) to += 1;
    if (to - from >= SHORTEST_RUN) for (let at = from; at < to; at += 1) marked.add(at);
    from = Math.max(to, from + 1);
  }
  return events.map((event, index) =>
    marked.has(index)
      ? { ...event, end: event.onset + (gaps[index] ?? 0), isStaccato: true }
      : event,
  );
}

/** The largest share that counts as detached in this part. */
function mostShare({ touch, manner, isSustained }: ValueContext): number {
  if (isSustained) return DETACHED_SHARE;
  const sorted = touch.map(({ usual }) => usual).sort((a, b) => a - b);
  const usual = sorted[sorted.length >> 1] ?? manner.usual;
  return Math.min(DETACHED_SHARE, Math.exp(usual + AGAINST_USUAL));
}
