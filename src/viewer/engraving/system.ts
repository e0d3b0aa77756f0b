import { Stave } from 'vexflow/core';
import { placeStaffBar } from '../layout/place-voice.ts';
import { justify, placeSlots, type Slot } from '../layout/spacing.ts';
import type { SystemMap } from '../layout/system-map.ts';
import { BarDrawing } from './bar-drawing.ts';
import { barlineBetween, BARLINE_ROOM } from './barlines.ts';
import { drawFrame, leftMargin, reachOverFrame } from './frame.ts';
import { LineRecord } from './line-record.ts';
import {
  AFTER_EDGE,
  drawLineEnd,
  drawLineStart,
  headOf,
  lineEndWidth,
  lineStartWidth,
  startsWithTime,
  tailWidth,
} from './line-signs.ts';
import { slotsOf, type MeasuredBar, type SpacedLine } from './line-slots.ts';
import { measureStaffBar, SILENT, type MeasuredStaffBar } from './measure-bar.ts';
import { barUnits, type BarUnit } from './multi-rest.ts';
import { drawOttavas } from './ottavas.ts';
import { stackStaves } from './stack-staves.ts';
import type { BarColumn, SystemInput } from './system-input.ts';
import { TabDrawing } from './tab-staff.ts';
import { drawTempos } from './tempos.ts';
import { drawTies } from './ties.ts';

/** What became of a line of music. */
export interface DrawnSystem {
  readonly svg: SVGSVGElement;
  readonly map: SystemMap;
  /** For each part, the noteheads drawn. */
  readonly noteheads: readonly number[];
  /** Why bars are missing, for the log. */
  readonly failures: readonly string[];
}

/** Stretch of the last line: a short one is not torn apart. */
const MAX_STRETCH_LAST = 1.25;
const MAX_STRETCH = 6;
/** Share of its width at which it counts as nearly full. */
const FULL_LAST_LINE = 0.45;
const BAR_NUMBER_SIZE = 16;

/**
 * Draws one line of music into a new `<svg>`, in steps of a few milliseconds: whoever runs it stops
 * between them when the page needs to do something else.
 * @param scale size of a unit on the page, in CSS pixels
 */
export function drawSystem(input: SystemInput, scale: number): Generator<undefined, DrawnSystem> {
  return new SystemDrawing(input).draw(scale);
}

/** A line under construction; lives only while it is drawn. */
class SystemDrawing {
  readonly #input: SystemInput;
  readonly #record: LineRecord;

  constructor(input: SystemInput) {
    this.#input = input;
    this.#record = new LineRecord(input.header);
  }

  *draw(scale: number): Generator<undefined, DrawnSystem> {
    const { header, bars, next, isFirst, width } = this.#input;
    const { context, map, places, skyline, noteheads, failures } = this.#record;
    const left = leftMargin(header, isFirst);
    const units = barUnits(bars, header.barWeights);
    const first = bars[0];
    if (first === undefined) throw new RangeError('A line of music needs a bar.');

    const { staves, height } = stackStaves(header, places, bars);
    const { bottoms } = staves;
    yield;
    const measured = yield* this.#measure(
      units,
      bottoms.map((bottom) => flatStave(bottom)),
    );
    const { slots, bars: barSlots } = slotsOf(measured);
    const withTime = startsWithTime(first, this.#input.previous);
    const start = left + lineStartWidth(first, withTime);
    const tail = next === undefined ? 0 : lineEndWidth(bars.at(-1) ?? first, next);
    const room = width - start - tail;
    const x = justify(slots, room, this.#maxStretch(slots, room)).map((at) => at + start);
    const end = (x.at(-1) ?? start) + tail;
    const total = Math.max(width, end);

    map.staves(staves);
    const tabs = staves.tabs.map((tab) => tab && new TabDrawing(context, tab));
    const drawing = new BarDrawing(this.#record, tabs);
    drawFrame(context, staves, left, end, isFirst);
    const timeX = drawLineStart(context, first, bottoms, left, withTime);
    for (const tab of tabs) tab?.clef(left + AFTER_EDGE);
    this.#drawBarNumber(first, left, (bottoms[0] ?? 40) - 40);
    for (const [index, bar] of measured.entries()) {
      const barX = barSlots[index];
      if (barX === undefined) continue;
      const around = [measured[index - 1]?.column, measured[index + 1]?.column ?? next] as const;
      yield* drawing.draw(bar, around, barX, x, staves);
    }
    if (next !== undefined) {
      drawLineEnd(context, bars.at(-1) ?? first, next, bottoms, end - tail);
    }
    for (const tab of tabs) tab?.strings(left, end);
    yield* this.#drawTies(measured, start - 4, end - tail);
    const line: SpacedLine = { bars: measured, slots: barSlots, x };
    drawOttavas(context, line, bottoms, end - tail, skyline);
    drawTempos(context, line, bottoms[0] ?? 40, timeX, skyline);
    const unitPx = (scale * width) / total;
    context.fit(total, height, unitPx);
    return { svg: context.svg, map: map.finish(total, height, unitPx), noteheads, failures };
  }

  *#measure(
    units: readonly BarUnit[],
    staves: readonly Stave[],
  ): Generator<undefined, MeasuredBar[]> {
    const measured: MeasuredBar[] = [];
    for (const [index, { column, followers }] of units.entries()) {
      const previous = units[index - 1]?.column;
      const next = units[index + 1]?.column ?? this.#input.next;
      const ofBar: MeasuredBar['staves'][number][] = [];
      for (const [staff, stave] of staves.entries()) {
        ofBar.push(followers.length > 0 ? SILENT : this.#measureStaffBar(column, staff, stave));
        yield;
      }
      measured.push({
        column,
        followers,
        staves: ofBar,
        headWidth: previous === undefined ? 0 : headOf(previous, column).width,
        tailWidth:
          BARLINE_ROOM[barlineBetween(column, next)] +
          (next === undefined ? 0 : tailWidth(column, next)),
      });
    }
    return measured;
  }

  /** A last line that is nearly full fills its width as the others do. */
  #maxStretch(slots: readonly Slot[], room: number): number {
    if (this.#input.next !== undefined) return MAX_STRETCH;
    const natural = placeSlots(slots, 1).at(-1) ?? 0;
    return natural > room * FULL_LAST_LINE ? MAX_STRETCH : MAX_STRETCH_LAST;
  }

  #measureStaffBar(column: BarColumn, staff: number, stave: Stave): MeasuredStaffBar | undefined {
    const staffBar = column.staffBars[staff];
    if (staffBar === undefined) return undefined;
    try {
      const placed = placeStaffBar(staffBar, column.index, column.ottavas[staff] ?? []);
      return measureStaffBar(placed, stave);
    } catch (error) {
      this.#record.fail(column, staff, error);
      return undefined;
    }
  }

  #drawBarNumber(first: BarColumn, left: number, top: number): void {
    if (first.bar.number <= 1) return;
    const y = top - Math.max(14, reachOverFrame(this.#input.header) + 4);
    this.#record.context.words(String(first.bar.number), left, y, BAR_NUMBER_SIZE, {
      italic: true,
    });
  }

  *#drawTies(
    bars: readonly MeasuredBar[],
    leftX: number,
    rightX: number,
  ): Generator<undefined, void> {
    const last = bars.at(-1)?.column.bar;
    const endDiv = last === undefined ? 0 : last.startDiv + last.lengthDivs;
    for (const [staff, signs] of this.#record.signs.entries()) {
      yield;
      const ties = drawTies(this.#record.context, {
        bars: bars.map((bar) => bar.staves[staff]?.voices ?? []),
        startDivs: bars.map(({ column }) => column.bar.startDiv),
        endDiv,
        leftX,
        rightX,
        signs,
      });
      for (const tie of ties) this.#record.skyline.add(staff, tie);
    }
  }
}

/** A staff whose x is the drawing's own, so that a note stands where its column is. */
function flatStave(bottomY: number): Stave {
  const stave = new Stave(0, 0, 0);
  stave.setY(bottomY - stave.getYForLine(4));
  stave.setNoteStartX(-Stave.defaultPadding + Stave.rightPadding);
  stave.setDefaultLedgerLineStyle({ lineWidth: 1.8 });
  return stave;
}
