import type { Bar, Ottava, Score, Staff, TempoMark } from '../../score/model.ts';
import { DIVS_PER_QUARTER } from '../../score/time.ts';
import { dotElements, typeName } from './durations.ts';
import { el, type Xml } from './xml.ts';

/** Something that stands at a time, not in the stream of notes. */
export interface Placed {
  readonly offsetDivs: number;
  /** @param offset an `offset` element, where it cannot stand exactly at its time */
  readonly build: (offset: Xml | undefined) => Xml;
}

type ByBar = ReadonlyMap<number, readonly Placed[]>;

interface Moment {
  readonly barIndex: number;
  readonly offsetDivs: number;
}

/** Tempo marks, and silently every change of tempo in between, so that playback follows the performance. */
export function tempoDirections(score: Score): ByBar {
  const placed = new Map<number, Placed[]>();
  const changes = tempoChanges(score);
  for (const mark of score.tempoMarks) {
    const change = changes.findLast((each) => !isAfter(each, mark));
    put(placed, mark, (offset) => tempoMark(mark, change?.quartersPerMinute, offset));
  }
  for (const change of changes) {
    const isMarked = score.tempoMarks.some(
      (mark) => !isAfter(mark, change) && !isAfter(change, mark),
    );
    if (isMarked) continue;
    put(placed, change, (offset) => silentTempo(change.quartersPerMinute, offset));
  }
  for (const list of placed.values()) list.sort((a, b) => a.offsetDivs - b.offsetDivs);
  return placed;
}

/** Octave lines of one staff. MusicXML counts from the sound: `down` is written lower, an 8va. */
export function ottavaDirections(
  { ottavas }: Staff,
  bars: readonly Bar[],
  staffNumber: number | undefined,
): ByBar {
  const placed = new Map<number, Placed[]>();
  for (const ottava of ottavas) {
    const size = Math.abs(ottava.octaves) * 7 + 1;
    const shift = (type: string) => (offset: Xml | undefined) =>
      el(
        'direction',
        { placement: ottava.octaves > 0 ? 'above' : 'below' },
        el('direction-type', {}, el('octave-shift', { type, size })),
        offset,
        staffNumber === undefined ? undefined : el('staff', {}, staffNumber),
      );
    const start = { barIndex: ottava.startBar, offsetDivs: ottava.startOffsetDivs };
    put(placed, start, shift(ottava.octaves > 0 ? 'down' : 'up'));
    put(placed, endOf(ottava, bars), shift('stop'));
  }
  // Where one line ends and the next begins, the end comes first: entered in that order already.
  for (const list of placed.values()) list.sort((a, b) => a.offsetDivs - b.offsetDivs);
  return placed;
}

/** An end at a barline belongs to the bar before it. */
function endOf({ endBar, endOffsetDivs }: Ottava, bars: readonly Bar[]): Moment {
  if (endBar < bars.length && endOffsetDivs > 0) {
    return { barIndex: endBar, offsetDivs: endOffsetDivs };
  }
  const barIndex = Math.min(endBar, bars.length) - 1;
  return { barIndex, offsetDivs: bars[barIndex]?.lengthDivs ?? 0 };
}

function put(placed: Map<number, Placed[]>, at: Moment, build: Placed['build']): void {
  const list = placed.get(at.barIndex) ?? [];
  placed.set(at.barIndex, list);
  list.push({ offsetDivs: at.offsetDivs, build });
}

interface TempoChange extends Moment {
  readonly quartersPerMinute: number;
}

/** Where the performed tempo changes inside the printed bars; the first change is the first bar's tempo. */
function tempoChanges({ bars, tempoMap }: Score): readonly TempoChange[] {
  const changes: TempoChange[] = [];
  const start = bars[0]?.startDiv ?? 0;
  let barIndex = 0;
  for (const [i, point] of tempoMap.slice(0, -1).entries()) {
    const next = tempoMap[i + 1];
    const isLast = i === tempoMap.length - 2;
    if (next === undefined || (next.div <= start && !isLast)) continue;
    const div = Math.max(point.div, start);
    while (barIndex < bars.length && endDiv(bars[barIndex]) <= div) barIndex += 1;
    const bar = bars[barIndex];
    if (bar === undefined) break;
    const quarters = (next.div - point.div) / DIVS_PER_QUARTER;
    const quartersPerMinute = (60 * quarters) / (next.sec - point.sec);
    const before = changes.at(-1)?.quartersPerMinute;
    if (before === undefined || tempoText(before) !== tempoText(quartersPerMinute)) {
      changes.push({ barIndex, offsetDivs: div - bar.startDiv, quartersPerMinute });
    }
  }
  return changes;
}

function endDiv(bar: Bar | undefined): number {
  return bar === undefined ? Infinity : bar.startDiv + bar.lengthDivs;
}

function tempoMark(mark: TempoMark, performed: number | undefined, offset: Xml | undefined): Xml {
  const words = mark.text === '' && mark.swing ? 'Swing' : mark.text;
  return el(
    'direction',
    { placement: 'above' },
    words === '' ? undefined : el('direction-type', {}, el('words', {}, words)),
    el(
      'direction-type',
      {},
      el(
        'metronome',
        {},
        el('beat-unit', {}, typeName(mark.beat.type)),
        ...dotElements('beat-unit-dot', mark.beat.dots),
        el('per-minute', {}, mark.perMinute),
      ),
    ),
    offset,
    el(
      'sound',
      { tempo: performed === undefined ? undefined : tempoText(performed) },
      mark.swing
        ? el('swing', {}, el('first', {}, 2), el('second', {}, 1), el('swing-type', {}, 'eighth'))
        : undefined,
    ),
  );
}

/** A space that is no blank of XML. */
const NO_BREAK_SPACE = '\u00A0';

/**
 * MuseScore prints a bare `sound` as a metronome mark; beside words, if only a space, it does not.
 * A usual space has no ink that Verovio could measure: it never breaks a line after one.
 */
function silentTempo(quartersPerMinute: number, offset: Xml | undefined): Xml {
  return el(
    'direction',
    {},
    el('direction-type', {}, el('words', {}, NO_BREAK_SPACE)),
    offset,
    el('sound', { tempo: tempoText(quartersPerMinute) }),
  );
}

/** Three decimals: over ten minutes that is a few milliseconds. */
function tempoText(quartersPerMinute: number): string {
  return String(Math.round(quartersPerMinute * 1000) / 1000);
}

function isAfter(a: Moment, b: Moment): boolean {
  return a.barIndex > b.barIndex || (a.barIndex === b.barIndex && a.offsetDivs > b.offsetDivs);
}
