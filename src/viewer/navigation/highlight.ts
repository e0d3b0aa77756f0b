import {
  elementKey,
  xAtDiv,
  type Box,
  type ElementBox,
  type SystemMap,
} from '../layout/system-map.ts';
import type { DrawnLine } from '../sheet.ts';
import { isRange, rangeOf, type Selection } from './selection.ts';

/** Units around what is marked. */
const MARGIN = 3;

/** A staff by its place among all staves shown. */
export interface StaffName {
  readonly partId: string;
  readonly staff: number;
}

/** Marks a selection on the lines that are drawn: a box around the element, a shade over the range. */
export class Highlight {
  readonly #staves: readonly StaffName[];
  readonly #marks: HTMLElement[] = [];

  constructor(staves: readonly StaffName[]) {
    this.#staves = staves;
  }

  show(selection: Selection | undefined, lines: readonly DrawnLine[]): void {
    for (const mark of this.#marks.splice(0)) mark.remove();
    if (selection === undefined) return;
    for (const line of lines) {
      if (isRange(selection)) this.#shade(selection, line);
      const element = this.#elementOf(selection, line.map);
      if (element === undefined) continue;
      this.#mark('stemstave-selected', element, line);
      for (const { fret } of element.notes) {
        if (fret !== undefined) this.#mark('stemstave-selected', fret, line);
      }
    }
  }

  #elementOf({ focus: { place } }: Selection, map: SystemMap): ElementBox | undefined {
    const name = this.#staves[place.staff];
    if (name === undefined) return undefined;
    const key = elementKey({ ...name, ...place, staff: name.staff });
    return map.elements.find((element) => elementKey(element) === key);
  }

  #shade(selection: Selection, line: DrawnLine): void {
    const { map } = line;
    const { startDiv, endDiv, firstStaff, endStaff } = rangeOf(selection);
    const [first, last] = [map.bars[0], map.bars.at(-1)];
    if (first === undefined || last === undefined) return;
    if (endDiv <= first.startDiv || startDiv >= last.startDiv + last.lengthDivs) return;
    const staves = map.staves.slice(firstStaff, endStaff);
    const [top, bottom] = [staves[0]?.top ?? 0, staves.at(-1)?.lowest ?? map.height];
    const x = xAtDiv(map, startDiv) - 2 * MARGIN;
    const width = xAtDiv(map, endDiv) - 2 * MARGIN - x;
    this.#mark('stemstave-range', { x, y: top - 12, width, height: bottom - top + 24 }, line);
  }

  #mark(className: string, { x, y, width, height }: Box, { element, map }: DrawnLine): void {
    const mark = document.createElement('div');
    mark.className = className;
    mark.setAttribute('aria-hidden', 'true');
    const px = (units: number): string => `${units * map.unitPx}px`;
    mark.style.left = px(x - MARGIN);
    mark.style.top = px(y - MARGIN);
    mark.style.width = px(width + 2 * MARGIN);
    mark.style.height = px(height + 2 * MARGIN);
    element.append(mark);
    this.#marks.push(mark);
  }
}
