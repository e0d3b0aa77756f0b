import type { Clef } from '../../score/model.ts';
import { isSameTime, type KeySignature } from '../../score/time.ts';
import {
  SMALL_CLEF,
  clefWidth,
  drawClef,
  drawKey,
  drawTime,
  keyWidth,
  timeWidth,
} from './signs.ts';
import type { SystemContext } from './system-context.ts';
import type { BarColumn } from './system-input.ts';

/** From the left edge of a line to its clefs. */
export const AFTER_EDGE = 8;
const GAP = 9;
const BEFORE_NOTES = 4;

/** Whether a line repeats the time signature: at the start of the score, and where it is new. */
export function startsWithTime(first: BarColumn, previous: BarColumn | undefined): boolean {
  return previous === undefined || headOf(previous, first).hasTime;
}

/** Clef, key and, where it is new, time signature at the left of a line. */
export function lineStartWidth(first: BarColumn, withTime: boolean): number {
  const key = widestKey(first);
  const time = withTime ? timeWidth(first.bar.time) + GAP : 0;
  return AFTER_EDGE + widestClef(first) + (key > 0 ? key + GAP : 0) + time + BEFORE_NOTES;
}

/** @returns x of the time signature, if there is one */
export function drawLineStart(
  context: SystemContext,
  first: BarColumn,
  bottoms: readonly number[],
  left: number,
  withTime: boolean,
): number | undefined {
  const clefs = left + AFTER_EDGE;
  const keys = clefs + widestClef(first) + GAP;
  const key = widestKey(first);
  const times = keys + (key > 0 ? key + GAP : 0);
  first.staffBars.forEach(({ clef }, staff) => {
    const bottom = bottoms[staff] ?? 0;
    drawClef(context, clef, clefs, bottom);
    drawKey(context, keyAt(first, staff), undefined, clef, keys, bottom);
    if (withTime) drawTime(context, first.bar.time, times, bottom);
  });
  return withTime ? times : undefined;
}

function widestKey({ keys }: BarColumn): number {
  return Math.max(0, ...keys.map((key) => keyWidth(key, undefined)));
}

function keyAt({ bar, keys }: BarColumn, staff: number): KeySignature {
  return keys[staff] ?? bar.key;
}

function widestClef(column: BarColumn): number {
  return Math.max(0, ...column.staffBars.map(({ clef }) => clefWidth(clef)));
}

/** What changes between two bars, and the room it takes after the barline. */
interface Head {
  readonly hasKey: boolean;
  readonly hasTime: boolean;
  readonly width: number;
}

export function headOf(before: BarColumn, after: BarColumn): Head {
  const [a, b] = [before.bar, after.bar];
  const hasKey = a.key.fifths !== b.key.fifths;
  const hasTime = !isSameTime(a.time, b.time);
  const widths = after.keys.map((key, staff) => keyWidth(key, keyAt(before, staff)));
  const key = hasKey ? GAP + Math.max(0, ...widths) : 0;
  const time = hasTime ? GAP + timeWidth(b.time) : 0;
  return { hasKey, hasTime, width: key + time };
}

/** Key and time changes of `after`, right of its left barline. @param endX where its notes begin */
export function drawHead(
  context: SystemContext,
  before: BarColumn,
  after: BarColumn,
  bottoms: readonly number[],
  endX: number,
): void {
  const { hasKey, hasTime, width } = headOf(before, after);
  const keys = endX - width + GAP;
  const times = endX - timeWidth(after.bar.time);
  after.staffBars.forEach(({ clef }, staff) => {
    const bottom = bottoms[staff] ?? 0;
    if (hasKey) {
      drawKey(context, keyAt(after, staff), keyAt(before, staff), clef, keys, bottom);
    }
    if (hasTime) drawTime(context, after.bar.time, times, bottom);
  });
}

/** Room before a barline for small clefs that hold from it on. */
export function tailWidth(bar: BarColumn, next: BarColumn): number {
  const widths = changedClefs(bar, next).map(({ clef }) => clefWidth(clef) * SMALL_CLEF + GAP);
  return Math.max(0, ...widths);
}

export function drawTail(
  context: SystemContext,
  bar: BarColumn,
  next: BarColumn,
  bottoms: readonly number[],
  barlineX: number,
): void {
  for (const { clef, staff } of changedClefs(bar, next)) {
    const x = barlineX - clefWidth(clef) * SMALL_CLEF - GAP / 2;
    drawClef(context, clef, x, bottoms[staff] ?? 0, SMALL_CLEF);
  }
}

function changedClefs(bar: BarColumn, next: BarColumn): { clef: Clef; staff: number }[] {
  return next.staffBars.flatMap(({ clef }, staff) => {
    const old = bar.staffBars[staff]?.clef;
    const isSame =
      old === undefined ||
      (old.sign === clef.sign && old.line === clef.line && old.octaveChange === clef.octaveChange);
    return isSame ? [] : [{ clef, staff }];
  });
}

/** Room after a line's last barline to announce the next line's key and time. */
export function lineEndWidth(last: BarColumn, next: BarColumn): number {
  const { width } = headOf(last, next);
  return width === 0 ? 0 : width + GAP / 2;
}

export function drawLineEnd(
  context: SystemContext,
  last: BarColumn,
  next: BarColumn,
  bottoms: readonly number[],
  barlineX: number,
): void {
  const { width } = headOf(last, next);
  if (width > 0) drawHead(context, last, next, bottoms, barlineX + width);
}
