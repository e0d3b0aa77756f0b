import type {
  BarBox,
  Box,
  ElementBox,
  ElementRef,
  Moment,
  NoteBox,
  StaffBox,
  SystemMap,
} from '../layout/system-map.ts';
import type { BuiltElement } from './note-builder.ts';
import { reachOf } from './note-geometry.ts';
import type { Staves } from './staves.ts';
import type { BarColumn } from './system-input.ts';

/** Half the width of a black notehead, in units. */
const HALF_HEAD = 5.9;

/** Collects the places of what is drawn, while it is drawn. */
export class MapRecorder {
  readonly #staves: StaffBox[] = [];
  readonly #bars: BarBox[] = [];
  readonly #moments: Moment[] = [];
  readonly #elements: ElementBox[] = [];

  staves({ places, bottoms, tabs }: Staves): void {
    places.forEach(({ partId, partIndex, staffIndex }, index) => {
      const bottom = bottoms[index] ?? 0;
      const isLast = places[index + 1]?.partIndex !== partIndex;
      const lowest = (isLast ? tabs[partIndex]?.bottom : undefined) ?? bottom;
      this.#staves.push({ partId, staff: staffIndex, top: bottom - 40, bottom, lowest });
    });
  }

  /** @param columns x of the noteheads' left edge by offset in divs @param startX where notes begin */
  bars(
    all: readonly BarColumn[],
    left: number,
    right: number,
    columns: ReadonlyMap<number, number>,
    startX: number,
  ): void {
    // The bars of a multi-bar rest share its place evenly.
    const width = (right - left) / all.length;
    all.forEach(({ index, bar: { startDiv, lengthDivs } }, i) => {
      const from = left + width * i;
      this.#bars.push({ bar: index, startDiv, lengthDivs, left: from, right: from + width });
    });
    const startDiv = all[0]?.bar.startDiv ?? 0;
    if (!columns.has(0)) this.#moments.push({ div: startDiv, x: startX + HALF_HEAD });
    const moments = [...columns].map(([offset, x]) => ({
      div: startDiv + offset,
      x: x + HALF_HEAD,
    }));
    this.#moments.push(...moments.sort((a, b) => a.div - b.div));
  }

  /**
   * An element whose note has its place along the line.
   * @param frets of its notes in the tablature
   */
  element(
    ref: ElementRef,
    built: BuiltElement,
    barStartDiv: number,
    frets: readonly (Box | undefined)[],
  ): void {
    const { note, placed } = built;
    const { top, bottom } = reachOf(built);
    const x = note.getNoteHeadBeginX();
    const width = note.getGlyphWidth();
    const ys = note.getYs();
    const notes =
      placed.kind === 'rest'
        ? []
        : placed.chord.notes.map(({ noteIndex, pitch }, i): NoteBox => {
            const drawn = note.noteHeads[i];
            const own = drawn?.getWidth() ?? width;
            const aside = drawn?.isDisplaced() === true ? (placed.stemUp ? own : -own) : 0;
            const headX = x + aside + (drawn?.getXShift() ?? 0);
            const head = { noteIndex, pitch, x: headX, y: (ys[i] ?? 0) - 5, width, height: 10 };
            const fret = frets[i];
            return fret === undefined ? head : { ...head, fret };
          });
    this.#elements.push({
      ...ref,
      kind: placed.kind,
      onsetDiv: barStartDiv + built.offsetDivs,
      durationDivs: built.durationDivs,
      x,
      y: top,
      width,
      height: bottom - top,
      notes,
    });
  }

  finish(width: number, height: number, unitPx: number): SystemMap {
    const last = this.#bars.at(-1);
    const moments = [...this.#moments];
    if (last !== undefined) moments.push({ div: last.startDiv + last.lengthDivs, x: last.right });
    return {
      firstBar: this.#bars[0]?.bar ?? 0,
      endBar: (last?.bar ?? -1) + 1,
      width,
      height,
      unitPx,
      staves: this.#staves,
      bars: this.#bars,
      moments,
      elements: this.#elements,
    };
  }
}
