import { idealSpaces } from '../../protocol/weights.ts';
import type { Rod, Slot } from '../layout/spacing.ts';
import type { BarColumn } from './system-input.ts';
import type { MeasuredStaffBar } from './measure-bar.ts';
import { MULTI_REST_WIDTH } from './multi-rest.ts';

const AFTER_BARLINE = 12;
const BEFORE_BARLINE = 6;
const BETWEEN_NOTES = 4;
const BETWEEN_COLUMNS = 7;
/** A tie between two notes is long enough to be seen. */
const BETWEEN_TIED = 12;
/** So is one that goes on over the end of the line. */
const TIED_TO_NEXT_LINE = 18;
/** An otherwise empty bar still has room for its rest. */
const EMPTY_BAR = 50;

/** A bar ready for spacing; `undefined` for a staff that could not be built. */
export interface MeasuredBar {
  readonly column: BarColumn;
  /** Silent bars counted in this one: a multi-bar rest. */
  readonly followers: readonly BarColumn[];
  readonly staves: readonly (MeasuredStaffBar | undefined)[];
  /** Room before its first note for key and time; 0 for none. */
  readonly headWidth: number;
  /** Room before its final barline for clefs of the next bar; 0 for none. */
  readonly tailWidth: number;
}

/** Which slots a bar has become. */
export interface BarSlots {
  /** Where its notes begin, after barline and head. */
  readonly start: number;
  /** By offset in divs. */
  readonly columns: ReadonlyMap<number, number>;
  /** Its final barline. */
  readonly end: number;
}

/** The bars of a line with a place for each of their slots. */
export interface SpacedLine {
  readonly bars: readonly MeasuredBar[];
  /** Of each bar, in the same order. */
  readonly slots: readonly BarSlots[];
  /** By slot, in units. */
  readonly x: readonly number[];
}

/** What stands last on a staff, so far. */
interface LastOnStaff {
  slot: number;
  reach: number;
  isTied: boolean;
}

/** Turns the bars of a line into slots with springs and rods. */
export function slotsOf(bars: readonly MeasuredBar[]): {
  readonly slots: readonly Slot[];
  readonly bars: readonly BarSlots[];
} {
  const slots: Slot[] = [];
  const result = bars.map((bar): BarSlots => {
    const previousEnd = slots.length - 1;
    const start = slots.length;
    slots.push({
      ideal: 0,
      rods: previousEnd < 0 ? [] : [{ from: previousEnd, length: bar.headWidth }],
    });
    const offsets = columnOffsets(bar);
    const columns = new Map<number, number>();
    const lastOnStaff = bar.staves.map((): LastOnStaff => ({
      slot: start,
      reach: 2,
      isTied: false,
    }));
    offsets.forEach((offset, i) => {
      const slot = slots.length;
      columns.set(offset, slot);
      const previous = offsets[i - 1];
      slots.push({
        ideal: previous === undefined ? 0 : idealWidth(bar, previous, offset),
        rods: columnRods(bar, offset, slot, i === 0 ? AFTER_BARLINE : BETWEEN_COLUMNS, lastOnStaff),
      });
    });
    const end = slots.length;
    const last = offsets.at(-1);
    const endsLine = bar === bars.at(-1);
    const rods = lastOnStaff.map(({ slot, reach, isTied }): Rod => ({
      from: slot,
      length: reach + (isTied && endsLine ? TIED_TO_NEXT_LINE : BEFORE_BARLINE) + bar.tailWidth,
    }));
    const isMulti = bar.followers.length > 0;
    rods.push({ from: start, length: (isMulti ? MULTI_REST_WIDTH : EMPTY_BAR) + bar.tailWidth });
    const { lengthDivs } = bar.column.bar;
    slots.push({
      ideal: last === undefined ? idealSpaces(lengthDivs) * 7 : idealWidth(bar, last, lengthDivs),
      rods,
    });
    return { start, columns, end };
  });
  return { slots, bars: result };
}

function columnOffsets(bar: MeasuredBar): number[] {
  const offsets = new Set(
    bar.staves.flatMap((staff) => staff?.clusters.map(({ offsetDivs }) => offsetDivs) ?? []),
  );
  return [...offsets].sort((a, b) => a - b);
}

/** What stands on the same staff must not touch; columns of different staves keep their order. */
function columnRods(
  bar: MeasuredBar,
  offset: number,
  slot: number,
  fromPrevious: number,
  lastOnStaff: readonly LastOnStaff[],
): Rod[] {
  const rods: Rod[] = [{ from: slot - 1, length: fromPrevious }];
  bar.staves.forEach((staff, index) => {
    const cluster = staff?.clusters.find(({ offsetDivs }) => offsetDivs === offset);
    const last = lastOnStaff[index];
    if (cluster === undefined || last === undefined) return;
    const gap = cluster.isTiedFrom ? BETWEEN_TIED : BETWEEN_NOTES;
    rods.push({ from: last.slot, length: last.reach + gap + cluster.left });
    last.slot = slot;
    last.reach = cluster.right;
    last.isTied = cluster.isTiedTo;
  });
  return rods;
}

/**
 * Space for the time between two columns: its share of the space of the shortest note that sounds
 * through it, so that a run keeps its even pace whatever stands against it.
 */
function idealWidth(bar: MeasuredBar, from: number, to: number): number {
  let shortest = Infinity;
  for (const staff of bar.staves) {
    for (const voice of staff?.voices ?? []) {
      for (const element of voice.elements) {
        if (element === undefined) continue;
        if (element.placed.kind === 'rest' && element.placed.rest.isWholeBar) continue;
        const { offsetDivs, durationDivs } = element;
        if (offsetDivs <= from && offsetDivs + durationDivs > from) {
          shortest = Math.min(shortest, durationDivs);
        }
      }
    }
  }
  const time = to - from;
  if (!Number.isFinite(shortest) || shortest < time) shortest = time;
  return (idealSpaces(shortest) * 10 * time) / shortest;
}
