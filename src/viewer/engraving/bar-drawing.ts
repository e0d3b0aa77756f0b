import { CLASS } from '../dom.ts';
import type { Box, ElementRef } from '../layout/system-map.ts';
import { drawArticulations } from './articulations.ts';
import { headBoxes } from './beam-clearance.ts';
import { shapeBeam } from './beams.ts';
import { barlineBetween, BARLINE_ROOM, drawBarline } from './barlines.ts';
import { drawGraceSlur, graceSpans } from './grace-notes.ts';
import type { LineRecord } from './line-record.ts';
import { drawHead, drawTail } from './line-signs.ts';
import type { BarSlots, MeasuredBar } from './line-slots.ts';
import { drawPlaceholder } from './marks.ts';
import type { MeasuredStaffBar } from './measure-bar.ts';
import { drawMultiRest } from './multi-rest.ts';
import type { BuiltElement } from './note-builder.ts';
import { reachWithSigns } from './note-geometry.ts';
import type { Staves } from './staves.ts';
import type { BarColumn } from './system-input.ts';
import type { TabDrawing } from './tab-staff.ts';
import { drawTrill } from './trills.ts';
import { drawTuplets } from './tuplets.ts';

/** From the left edge of a grace note's head to its middle. */
const GRACE_MIDDLE = 4;

/** Draws the bars of a line, where their notes were given places; one that fails leaves a sign. */
export class BarDrawing {
  readonly #record: LineRecord;
  /** By the index of the part. */
  readonly #tabs: readonly (TabDrawing | undefined)[];

  constructor(record: LineRecord, tabs: readonly (TabDrawing | undefined)[]) {
    this.#record = record;
    this.#tabs = tabs;
  }

  *draw(
    bar: MeasuredBar,
    [previous, next]: readonly [BarColumn | undefined, BarColumn | undefined],
    slots: BarSlots,
    x: readonly number[],
    staves: Staves,
  ): Generator<undefined, void> {
    const { context } = this.#record;
    const { bottoms } = staves;
    const startX = x[slots.start] ?? 0;
    const endX = x[slots.end] ?? 0;
    const columns = new Map(
      [...slots.columns].map(([offset, slot]) => [offset, x[slot] ?? startX]),
    );
    this.#record.map.bars(
      [bar.column, ...bar.followers],
      startX - bar.headWidth,
      endX,
      columns,
      startX,
    );
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
        this.#record.fail(bar.column, staffIndex, error);
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
    const { context } = this.#record;
    context.openNamed(CLASS.failedBar, { bar: String(column.index) });
    drawPlaceholder(context, startX, endX, bottom);
    context.closeGroup();
  }

  #drawNotes(
    column: BarColumn,
    staff: MeasuredStaffBar,
    staffIndex: number,
    bottom: number,
    columns: ReadonlyMap<number, number>,
  ): void {
    const { context, map, signs, skyline, places } = this.#record;
    const place = places[staffIndex];
    if (place === undefined) return;
    for (const voice of staff.voices) {
      const others = staff.voices.filter((other) => other !== voice);
      const heads = others.flatMap(({ elements }) => headBoxes(elements));
      for (const beam of voice.beams) shapeBeam(beam, heads);
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
        context.collectSigns(signs[staffIndex]);
        context.openElement(element.placed.kind === 'rest' ? CLASS.rest : CLASS.note, ref, element);
        element.note.setContext(context).drawWithStyle();
        drawGraceSlur(context, element);
        context.closeGroup();
        context.collectSigns(undefined);
        for (const grace of graceSpans(element)) skyline.add(staffIndex, grace);
        const frets = this.#drawFrets(element, place.partIndex, columns);
        map.element(ref, element, column.bar.startDiv, frets);
        const left = element.note.getNoteHeadBeginX();
        const right = left + element.note.getGlyphWidth();
        skyline.add(staffIndex, { left, right, ...reachWithSigns(element) });
        if (element.placed.kind === 'chord') {
          const { notes, graceNotes } = element.placed.chord;
          const grace = graceNotes.reduce((sum, each) => sum + each.notes.length, 0);
          this.#record.countHeads(place.partIndex, notes.length + grace);
        }
      }
      for (const { beam } of voice.beams) beam.setContext(context).drawWithStyle();
      const isOneOfMany = voice.placed.voice.stems !== 'auto';
      for (const element of voice.elements) {
        if (element === undefined) continue;
        const above = drawArticulations(context, element, bottom, isOneOfMany);
        if (above !== undefined) this.#record.standsAt(staffIndex, above);
        const isLower = voice.placed.voice.stems === 'down';
        const trill = drawTrill(context, element, bottom, isLower, above);
        if (trill !== undefined) this.#record.standsAt(staffIndex, trill);
      }
      for (const tuplet of drawTuplets(context, voice, bottom)) {
        this.#record.standsAt(staffIndex, tuplet);
      }
    }
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
}
