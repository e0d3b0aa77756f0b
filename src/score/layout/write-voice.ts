import { barShift, cellIndexAt } from '../rhythm/cells.ts';
import type { Cell } from '../rhythm/cells.ts';
import type { FittedVoice } from '../rhythm/fit-cells.ts';
import type { Grid } from '../rhythm/grids.ts';
import type { RhythmEvent } from '../rhythm/heard.ts';
import { valueOf, writeSpan } from '../rhythm/write-values.ts';
import type { Bar } from '../model.ts';
import { DIVS_PER_WHOLE } from '../time.ts';
import type { NoteType, NoteValue } from '../time.ts';
import { metreOf } from './metre.ts';
import type { Metre } from './metre.ts';

/** A printed chord or rest before it has accidentals and beams; offsets from the start of the bar. */
export interface WrittenElement {
  readonly offset: number;
  readonly duration: number;
  readonly value: NoteValue;
  /** Undefined for a rest. */
  readonly event: RhythmEvent | undefined;
  readonly tiedFromPrevious: boolean;
  readonly tiedToNext: boolean;
}

/** A tuplet over the elements `first`…`last`. */
export interface WrittenTuplet {
  readonly actual: number;
  readonly normal: number;
  readonly type: NoteType;
  readonly first: number;
  readonly last: number;
}

export interface WrittenBar {
  readonly elements: readonly WrittenElement[];
  readonly tuplets: readonly WrittenTuplet[];
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly event: RhythmEvent | undefined;
}

/**
 * Writes one voice of one bar: rests into its gaps, values split where the beat must be seen, tied
 * across. `events` are those that sound in the bar, in order.
 */
export function writeVoice(
  bar: Bar,
  cells: readonly Cell[],
  voice: FittedVoice,
  events: readonly RhythmEvent[],
): WrittenBar {
  const metre = metreOf(bar.time);
  const barEnd = bar.startDiv + bar.lengthDivs;
  const shift = barShift(bar) - bar.startDiv;
  const elements: WrittenElement[] = [];
  const tuplets: WrittenTuplet[] = [];

  const push = (from: number, to: number, value: NoteValue, span: Span): void => {
    elements.push({
      offset: from - bar.startDiv,
      duration: to - from,
      value,
      event: span.event,
      tiedFromPrevious: span.event !== undefined && from > span.event.onset,
      tiedToNext: span.event !== undefined && to < span.event.end,
    });
  };

  const spans = fillGaps(events, bar.startDiv, barEnd);
  const stretches = stretchesOf(bar, cells, voice.grids);
  for (const stretch of stretches) {
    const inside = spans.flatMap((span) => clip(span, stretch.start, stretch.end));
    if (stretch.grid?.tuplet === undefined || inside.length < 2) {
      for (const span of inside) {
        const isRest = span.event === undefined;
        for (const piece of writeSpan(metre, span.start + shift, span.end + shift, isRest)) {
          push(piece.start - shift, piece.end - shift, piece.value, span);
        }
      }
      continue;
    }
    for (const group of tupletGroups(stretch.start, stretch.end, stretch.grid, inside)) {
      const first = elements.length;
      for (const span of group.spans) {
        const isRest = span.event === undefined;
        for (const piece of group.write(span, isRest)) {
          push(piece.start, piece.end, piece.value, span);
        }
      }
      if (group.tuplet !== undefined) {
        tuplets.push({ ...group.tuplet, first, last: elements.length - 1 });
      }
    }
  }
  return { elements, tuplets };
}

/** The events cut to the bar, with silence between them. */
function fillGaps(events: readonly RhythmEvent[], start: number, end: number): Span[] {
  const spans: Span[] = [];
  let at = start;
  for (const event of events) {
    const from = Math.max(event.onset, at);
    const to = Math.min(event.end, end);
    if (to <= from) continue;
    if (from > at) spans.push({ start: at, end: from, event: undefined });
    spans.push({ start: from, end: to, event });
    at = to;
  }
  if (at < end) spans.push({ start: at, end, event: undefined });
  return spans;
}

function clip(span: Span, start: number, end: number): Span[] {
  const from = Math.max(span.start, start);
  const to = Math.min(span.end, end);
  return to > from ? [{ start: from, end: to, event: span.event }] : [];
}

interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly grid: Grid | undefined;
}

/** The bar cut into tuplet beats and the plain stretches between them. */
function stretchesOf(
  bar: Bar,
  cells: readonly Cell[],
  grids: ReadonlyMap<number, Grid>,
): Stretch[] {
  const stretches: Stretch[] = [];
  const barEnd = bar.startDiv + bar.lengthDivs;
  let plainFrom = bar.startDiv;
  for (let index = cellIndexAt(cells, bar.startDiv); index < cells.length; index += 1) {
    const cell = cells[index];
    if (cell === undefined || cell.start >= barEnd) break;
    const grid = grids.get(index);
    if (grid?.tuplet === undefined) continue;
    if (cell.start > plainFrom) {
      stretches.push({ start: plainFrom, end: cell.start, grid: undefined });
    }
    stretches.push({ start: cell.start, end: cell.start + cell.length, grid });
    plainFrom = cell.start + cell.length;
  }
  if (plainFrom < barEnd) stretches.push({ start: plainFrom, end: barEnd, grid: undefined });
  return stretches;
}

interface TupletGroup {
  readonly spans: readonly Span[];
  readonly tuplet: Omit<WrittenTuplet, 'first' | 'last'> | undefined;
  readonly write: (
    span: Span,
    isRest: boolean,
  ) => readonly { readonly start: number; readonly end: number; readonly value: NoteValue }[];
}

/** One tuplet over the whole beat, or one over each half where nothing crosses the middle. */
function tupletGroups(
  start: number,
  end: number,
  grid: Grid,
  spans: readonly Span[],
): TupletGroup[] {
  const ratio = grid.tuplet;
  if (ratio === undefined) return [];
  const middle = (start + end) / 2;
  if (grid.parts === 6 && !spans.some((span) => span.start < middle && span.end > middle)) {
    const half: Grid = { parts: 3, tuplet: { actual: 3, normal: 2 }, cost: 0 };
    return [
      ...tupletGroups(
        start,
        middle,
        half,
        spans.filter((span) => span.end <= middle),
      ),
      ...tupletGroups(
        middle,
        end,
        half,
        spans.filter((span) => span.start >= middle),
      ),
    ];
  }
  const only = spans.length === 1 ? spans[0] : undefined;
  const value = valueOf(end - start);
  if (only !== undefined && value !== undefined) {
    return [
      { spans, tuplet: undefined, write: (span) => [{ start: span.start, end: span.end, value }] },
    ];
  }
  const { actual, normal } = ratio;
  const type = (DIVS_PER_WHOLE / ((end - start) / normal)) as NoteType;
  const inside = tupletMetre(start, end, actual, normal);
  const printed = (real: number): number => ((real - start) * actual) / normal;
  return [
    {
      spans,
      tuplet: { actual, normal, type },
      write: (span, isRest) =>
        writeSpan(inside, printed(span.start), printed(span.end), isRest).map((piece) => ({
          start: start + (piece.start * normal) / actual,
          end: start + (piece.end * normal) / actual,
          value: piece.value,
        })),
    },
  ];
}

/** Inside a tuplet every step is a beat, three or two of them to the group. */
function tupletMetre(start: number, end: number, actual: number, normal: number): Metre {
  const step = (end - start) / normal;
  const levels = [step * actual];
  if (actual === 6) levels.push(step * 2);
  let period = step;
  while (Number.isInteger(period) && period >= DIVS_PER_WHOLE / 128) {
    levels.push(period);
    period /= 2;
  }
  const time = { beats: actual, beatType: 8 } as const;
  return { time, barDivs: step * actual, cellDivs: step, isCompound: false, levels };
}
