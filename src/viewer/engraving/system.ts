import { Stave } from 'vexflow/core';
import { CLASS } from '../dom.ts';
import { placeStaffBar } from '../layout/place-voice.ts';
import { justify, placeSlots, type Slot } from '../layout/spacing.ts';
import type { Box, ElementRef, SystemMap } from '../layout/system-map.ts';
import { drawArticulations } from './articulations.ts';
import { shapeBeam } from './beams.ts';
import { barlineBetween, BARLINE_ROOM, drawBarline } from './barlines.ts';
import { drawFrame, leftMargin, reachOverFrame } from './frame.ts';
import { drawGraceSlur, graceSpans } from './grace-notes.ts';
import {
  AFTER_EDGE,
  drawHead,
  drawLineEnd,
  drawLineStart,
  drawTail,
  headOf,
  lineEndWidth,
  lineStartWidth,
  startsWithTime,
  tailWidth,
} from './line-signs.ts';
import { slotsOf, type BarSlots, type MeasuredBar, type SpacedLine } from './line-slots.ts';
import { MapRecorder } from './map-recorder.ts';
import { drawPlaceholder } from './marks.ts';
import { measureStaffBar, SILENT, type MeasuredStaffBar } from './measure-bar.ts';
import { barUnits, drawMultiRest, type BarUnit } from './multi-rest.ts';
import type { BuiltElement } from './note-builder.ts';
import { reachWithSigns } from './note-geometry.ts';
import { drawOttavas } from './ottavas.ts';
import { Skyline, type Span } from './skyline.ts';
import { stackStaves } from './stack-staves.ts';
import type { Staves } from './staves.ts';
import { SystemContext } from './system-context.ts';
import { stavesOf, type BarColumn, type StaffPlace, type SystemInput } from './system-input.ts';
import { TabDrawing } from './tab-staff.ts';
import { drawTempos } from './tempos.ts';
import { drawTies } from './ties.ts';
import { drawTrill } from './trills.ts';
import { drawTuplets } from './tuplets.ts';

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
/** From the left edge of a grace note's head to its middle. */
const GRACE_MIDDLE = 4;

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
  readonly #context: SystemContext;
  readonly #staves: readonly StaffPlace[];
  readonly #noteheads: number[];
  readonly #failures: string[] = [];
  readonly #map = new MapRecorder();
  readonly #skyline = new Skyline();
  /** Of each staff, what ties keep clear of. */
  readonly #signs: readonly Span[][];
  /** By the index of the part. */
  #tabs: readonly (TabDrawing | undefined)[] = [];

  constructor(input: SystemInput) {
    this.#input = input;
    this.#context = new SystemContext(document.createElement('div'));
    this.#staves = stavesOf(input.header);
    this.#signs = this.#staves.map(() => []);
    this.#noteheads = input.header.parts.map(() => 0);
  }

  *draw(scale: number): Generator<undefined, DrawnSystem> {
    const { header, bars, next, isFirst, width } = this.#input;
    const left = leftMargin(header, isFirst);
    const units = barUnits(bars, header.barWeights);
    const first = bars[0];
    if (first === undefined) throw new RangeError('A line of music needs a bar.');

    const { staves, height } = stackStaves(header, this.#staves, bars);
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

    this.#map.staves(staves);
    this.#tabs = staves.tabs.map((tab) => tab && new TabDrawing(this.#context, tab));
    drawFrame(this.#context, staves, left, end, isFirst);
    const timeX = drawLineStart(this.#context, first, bottoms, left, withTime);
    for (const tab of this.#tabs) tab?.clef(left + AFTER_EDGE);
    this.#drawBarNumber(first, left, (bottoms[0] ?? 40) - 40);
    for (const [index, bar] of measured.entries()) {
      const barX = barSlots[index];
      if (barX === undefined) continue;
      const around = [measured[index - 1]?.column, measured[index + 1]?.column ?? next] as const;
      yield* this.#drawBar(bar, around, barX, x, staves);
    }
    if (next !== undefined) {
      drawLineEnd(this.#context, bars.at(-1) ?? first, next, bottoms, end - tail);
    }
    for (const tab of this.#tabs) tab?.strings(left, end);
    yield* this.#drawTies(measured, start - 4, end - tail);
    const line: SpacedLine = { bars: measured, slots: barSlots, x };
    drawOttavas(this.#context, line, bottoms, end - tail, this.#skyline);
    drawTempos(this.#context, line, bottoms[0] ?? 40, timeX, this.#skyline);
    const unitPx = (scale * width) / total;
    this.#context.fit(total, height, unitPx);
    const map = this.#map.finish(total, height, unitPx);
    return { svg: this.#context.svg, map, noteheads: this.#noteheads, failures: this.#failures };
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
      this.#fail(column, staff, error);
      return undefined;
    }
  }

  #fail(column: BarColumn, staff: number, error: unknown): void {
    const name = this.#staves[staff]?.partId ?? '?';
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures.push(`Bar ${column.bar.number} of ${name} could not be drawn: ${reason}`);
  }

  *#drawBar(
    bar: MeasuredBar,
    [previous, next]: readonly [BarColumn | undefined, BarColumn | undefined],
    slots: BarSlots,
    x: readonly number[],
    staves: Staves,
  ): Generator<undefined, void> {
    const context = this.#context;
    const { bottoms } = staves;
    const startX = x[slots.start] ?? 0;
    const endX = x[slots.end] ?? 0;
    const columns = new Map(
      [...slots.columns].map(([offset, slot]) => [offset, x[slot] ?? startX]),
    );
    this.#map.bars([bar.column, ...bar.followers], startX - bar.headWidth, endX, columns, startX);
    if (previous !== undefined) drawHead(context, previous, bar.column, bottoms, startX);
    for (const [staffIndex, staff] of bar.staves.entries()) {
      yield;
      const bottom = bottoms[staffIndex] ?? 0;
      if (staff === undefined) {
        this.#drawFailed(bar.column, startX, endX, bottom);
        continue;
      }
      if (bar.followers.length > 0) {
        drawMultiRest(context, bar.followers.length + 1, startX, endX - bar.tailWidth, bottom);
        continue;
      }
      try {
        for (const cluster of staff.clusters) {
          cluster.context.setX(columns.get(cluster.offsetDivs) ?? startX);
        }
        for (const { context: place, note } of staff.centred) {
          place.setX((startX + endX - bar.tailWidth - note.getGlyphWidth()) / 2);
        }
        this.#drawNotes(bar.column, staff, staffIndex, bottom, columns);
      } catch (error) {
        this.#fail(bar.column, staffIndex, error);
        this.#drawFailed(bar.column, startX, endX, bottom);
      }
    }
    const barline = barlineBetween(bar.column, next);
    if (next !== undefined) {
      drawTail(context, bar.column, next, bottoms, endX - BARLINE_ROOM[barline]);
    }
    drawBarline(context, staves, endX, barline);
  }

  #drawFailed(column: BarColumn, startX: number, endX: number, bottom: number): void {
    this.#context.openNamed(CLASS.failedBar, { bar: String(column.index) });
    drawPlaceholder(this.#context, startX, endX, bottom);
    this.#context.closeGroup();
  }

  #drawNotes(
    column: BarColumn,
    staff: MeasuredStaffBar,
    staffIndex: number,
    bottom: number,
    columns: ReadonlyMap<number, number>,
  ): void {
    const context = this.#context;
    const place = this.#staves[staffIndex];
    if (place === undefined) return;
    for (const voice of staff.voices) {
      for (const beam of voice.beams) shapeBeam(beam);
    }
    for (const [voiceIndex, voice] of staff.voices.entries()) {
      for (const [index, element] of voice.elements.entries()) {
        if (element === undefined) continue;
        const ref: ElementRef = {
          partId: place.partId,
          staff: place.staffIndex,
          bar: column.index,
          voice: voiceIndex,
          element: index,
        };
        context.collectSigns(this.#signs[staffIndex]);
        context.openElement(element.placed.kind === 'rest' ? CLASS.rest : CLASS.note, ref, element);
        element.note.setContext(context).drawWithStyle();
        drawGraceSlur(context, element);
        context.closeGroup();
        context.collectSigns(undefined);
        for (const grace of graceSpans(element)) this.#skyline.add(staffIndex, grace);
        const frets = this.#drawFrets(element, place.partIndex, columns);
        this.#map.element(ref, element, column.bar.startDiv, frets);
        const left = element.note.getNoteHeadBeginX();
        const right = left + element.note.getGlyphWidth();
        this.#skyline.add(staffIndex, { left, right, ...reachWithSigns(element) });
        if (element.placed.kind === 'chord') {
          const { notes, graceNotes } = element.placed.chord;
          const grace = graceNotes.reduce((sum, each) => sum + each.notes.length, 0);
          this.#noteheads[place.partIndex] =
            (this.#noteheads[place.partIndex] ?? 0) + notes.length + grace;
        }
      }
      for (const { beam } of voice.beams) beam.setContext(context).drawWithStyle();
      const isOneOfMany = voice.placed.voice.stems !== 'auto';
      for (const element of voice.elements) {
        if (element === undefined) continue;
        const signs = drawArticulations(context, element, bottom, isOneOfMany);
        if (signs !== undefined) this.#standsAt(staffIndex, signs);
        const isLower = voice.placed.voice.stems === 'down';
        const trill = drawTrill(context, element, bottom, isLower, signs);
        if (trill !== undefined) this.#standsAt(staffIndex, trill);
      }
      for (const tuplet of drawTuplets(context, voice, bottom)) {
        this.#standsAt(staffIndex, tuplet);
      }
    }
  }

  /** Ties and what stands outside the staff keep clear of this. */
  #standsAt(staff: number, span: Span): void {
    this.#skyline.add(staff, span);
    this.#signs[staff]?.push(span);
  }

  /** What a guitarist or bassist reads under the note. @returns where it is, by note */
  #drawFrets(
    element: BuiltElement,
    partIndex: number,
    columns: ReadonlyMap<number, number>,
  ): readonly (Box | undefined)[] {
    const tab = this.#tabs[partIndex];
    if (tab === undefined || element.placed.kind === 'rest') return [];
    const { chord } = element.placed;
    for (const [index, { left }] of graceSpans(element).entries()) {
      tab.frets(chord.graceNotes[index]?.notes ?? [], 0, left + GRACE_MIDDLE, true);
    }
    // Under the column, not under heads that had to move aside.
    const x = columns.get(chord.offsetDivs) ?? element.note.getNoteHeadBeginX();
    return tab.frets(chord.notes, chord.offsetDivs, x + element.note.getGlyphWidth() / 2);
  }

  #drawBarNumber(first: BarColumn, left: number, top: number): void {
    if (first.bar.number <= 1) return;
    const y = top - Math.max(14, reachOverFrame(this.#input.header) + 4);
    this.#context.words(String(first.bar.number), left, y, BAR_NUMBER_SIZE, { italic: true });
  }

  *#drawTies(
    bars: readonly MeasuredBar[],
    leftX: number,
    rightX: number,
  ): Generator<undefined, void> {
    const last = bars.at(-1)?.column.bar;
    const endDiv = last === undefined ? 0 : last.startDiv + last.lengthDivs;
    for (const [staff, signs] of this.#signs.entries()) {
      yield;
      const ties = drawTies(this.#context, {
        bars: bars.map((bar) => bar.staves[staff]?.voices ?? []),
        startDivs: bars.map(({ column }) => column.bar.startDiv),
        endDiv,
        leftX,
        rightX,
        signs,
      });
      for (const tie of ties) this.#skyline.add(staff, tie);
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
