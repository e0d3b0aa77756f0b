import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { RhythmEvent } from './heard.ts';

/** A voice that has no more notes than this in a bar is no voice. */
const MOST_STRAY = 2;

/**
 * Takes notes of a voice that has one or two in a bar over into the other, where no value changes by it:
 * into a chord that lasts as long, or into silence. A bar of one line with a few chords reads better than
 * two lines of which one rests. `voices` of one staff, upper first, each in order.
 */
export function foldStrayNotes(
  voices: readonly (readonly RhythmEvent[])[],
  cells: readonly Cell[],
): (readonly RhythmEvent[])[] {
  const [upper, lower] = voices;
  if (upper === undefined || lower === undefined) return [...voices];
  const barOf = (div: number): number => cells[cellIndexAt(cells, div)]?.barIndex ?? 0;
  const above = byBar(upper, barOf);
  const below = byBar(lower, barOf);
  const fromUpper = new Set<RhythmEvent>();
  const fromLower = new Set<RhythmEvent>();
  for (const [bar, second] of below) {
    const first = above.get(bar) ?? [];
    const [stray, hosts] = first.length < second.length ? [first, second] : [second, first];
    if (stray.length === 0 || stray.length > MOST_STRAY) continue;
    if (stray.some((event) => barOf(event.onset) !== barOf(event.end - 1))) continue;
    if (!stray.every((event) => hosts.every((host) => hasRoom(event, host)))) continue;
    for (const event of stray) (stray === first ? fromUpper : fromLower).add(event);
  }
  return [joined(upper, fromUpper, fromLower), joined(lower, fromLower, fromUpper)].filter(
    (events) => events.length > 0,
  );
}

/** Events by the bars they sound in. */
function byBar(
  events: readonly RhythmEvent[],
  barOf: (div: number) => number,
): Map<number, RhythmEvent[]> {
  const bars = new Map<number, RhythmEvent[]>();
  for (const event of events) {
    for (let bar = barOf(event.onset); bar <= barOf(event.end - 1); bar += 1) {
      const there = bars.get(bar) ?? [];
      bars.set(bar, there);
      there.push(event);
    }
  }
  return bars;
}

function isSameSpan(a: RhythmEvent, b: RhythmEvent): boolean {
  return a.onset === b.onset && a.end === b.end;
}

/** Whether an event can stand in the voice of another. */
function hasRoom(event: RhythmEvent, host: RhythmEvent): boolean {
  return isSameSpan(event, host) || event.end <= host.onset || host.end <= event.onset;
}

/** A voice without what is taken away and with what is added, for which it has room. */
function joined(
  events: readonly RhythmEvent[],
  taken: ReadonlySet<RhythmEvent>,
  added: ReadonlySet<RhythmEvent>,
): RhythmEvent[] {
  const voice: RhythmEvent[] = [];
  const all = [...events.filter((event) => !taken.has(event)), ...added];
  for (const event of all.sort((a, b) => a.onset - b.onset)) {
    const last = voice.at(-1);
    if (last === undefined || !isSameSpan(last, event)) {
      voice.push(event);
      continue;
    }
    const notes = [...last.notes, ...event.notes].sort((a, b) => a.pitch - b.pitch);
    voice[voice.length - 1] = { ...last, notes, isStaccato: last.isStaccato && event.isStaccato };
  }
  return voice;
}
