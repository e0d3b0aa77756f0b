import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { RhythmEvent } from './heard.ts';

/** Bars of the same notes are written alike where more than this share of them agree… */
const AGREED = 0.5;
/** …bars of the same rhythm where so many are there and nearly all of them agree. */
const SAME_RHYTHM_BARS = 4;
const SAME_RHYTHM_AGREED = 0.75;
/** A value is not made so many times longer or shorter: what differs that much was meant. */
const MOST_CHANGE = 2.1;

/** What begins in one bar of a voice. */
interface VoiceBar {
  readonly start: number;
  /** Indices of events. */
  readonly events: number[];
}

/**
 * Bars of a voice in which the same is struck get the same values: a player never lets go twice alike,
 * and a reader takes a bar that looks different for one that is. `events` of one voice, in order.
 */
export function alikeWhereRepeated(
  events: readonly RhythmEvent[],
  cells: readonly Cell[],
): RhythmEvent[] {
  const bars = barsOf(events, cells);
  const ends = events.map(({ end }) => end);
  const rhythmOf = (bar: VoiceBar, tells: (event: RhythmEvent) => string): string =>
    bar.events
      .map((index) => events[index])
      .flatMap((event) => (event ? [`${event.onset - bar.start}:${tells(event)}`] : []))
      .join(' ');
  vote(
    groupsOf(bars, (bar) => rhythmOf(bar, () => '')).filter(
      (group) => group.length >= SAME_RHYTHM_BARS,
    ),
    SAME_RHYTHM_AGREED,
  );
  const pitches = (event: RhythmEvent): string => event.notes.map(({ pitch }) => pitch).join('+');
  vote(
    groupsOf(bars, (bar) => rhythmOf(bar, pitches)),
    AGREED,
  );
  return events.map((event, index) => ({ ...event, end: ends[index] ?? event.end }));

  /** Gives each event of the bars of a group the end that most have. */
  function vote(groups: readonly VoiceBar[][], agreed: number): void {
    for (const group of groups) {
      for (let place = 0; place < (group[0]?.events.length ?? 0); place += 1) {
        const votes = new Map<number, number>();
        for (const bar of group) {
          const end = (ends[bar.events[place] ?? -1] ?? 0) - bar.start;
          votes.set(end, (votes.get(end) ?? 0) + 1);
        }
        const [best, count] = [...votes].reduce((a, b) => (b[1] > a[1] ? b : a));
        if (count <= agreed * group.length) continue;
        for (const bar of group) setEnd(bar.events[place] ?? -1, bar.start + best);
      }
    }
  }

  function setEnd(index: number, end: number): void {
    const event = events[index];
    if (event === undefined || end > (events[index + 1]?.onset ?? Infinity)) return;
    const change = (end - event.onset) / (event.end - event.onset);
    if (change <= MOST_CHANGE && change >= 1 / MOST_CHANGE) ends[index] = end;
  }
}

function barsOf(events: readonly RhythmEvent[], cells: readonly Cell[]): VoiceBar[] {
  const starts = new Map<number, number>();
  for (const { barIndex, start } of cells) if (!starts.has(barIndex)) starts.set(barIndex, start);
  const bars = new Map<number, VoiceBar>();
  events.forEach(({ onset }, index) => {
    const barIndex = cells[cellIndexAt(cells, onset)]?.barIndex ?? 0;
    const bar = bars.get(barIndex) ?? { start: starts.get(barIndex) ?? 0, events: [] };
    bars.set(barIndex, bar);
    bar.events.push(index);
  });
  return [...bars.values()];
}

function groupsOf(bars: readonly VoiceBar[], keyOf: (bar: VoiceBar) => string): VoiceBar[][] {
  const groups = new Map<string, VoiceBar[]>();
  for (const bar of bars) {
    const key = keyOf(bar);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [bar]);
    else group.push(bar);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
