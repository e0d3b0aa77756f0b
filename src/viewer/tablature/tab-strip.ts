import type { TablatureAnswer } from '../../protocol/tablature.ts';
import { svgElement } from '../svg-element.ts';
import type { SystemMap } from '../layout/system-map.ts';

/** Units between two strings: a little more than a staff space, as tablature is engraved. */
export const STRING_SPACE = 13;
const TOP = 12;
const NUMBER_SIZE = 11;

/** A fret number in the strip, in the drawing's units. */
export interface TabNumber {
  readonly x: number;
  /** Of its string. */
  readonly y: number;
  readonly fret: number;
}

/**
 * The numbers of one part on one line of music: one for each note that is struck there. A note held
 * over by a tie was struck before, and has none.
 */
export function tabNumbers(map: SystemMap, tab: TablatureAnswer): TabNumber[] {
  const struck = new Set<number>();
  return map.elements
    .filter(({ partId }) => partId === tab.partId)
    .toSorted((a, b) => a.onsetDiv - b.onsetDiv)
    .flatMap(({ notes }) =>
      notes.flatMap(({ noteIndex, x, width }) => {
        const string = tab.strings[noteIndex] ?? 0;
        if (string === 0 || struck.has(noteIndex)) return [];
        struck.add(noteIndex);
        const y = TOP + (string - 1) * STRING_SPACE;
        return [{ x: x + width / 2, y, fret: tab.frets[noteIndex] ?? 0 }];
      }),
    );
}

/** Draws the tablature of one part under a line of music. */
export function drawTab(map: SystemMap, tab: TablatureAnswer, name: string): SVGSVGElement {
  const bottom = TOP + (tab.stringCount - 1) * STRING_SPACE;
  const height = bottom + TOP;
  const svg = svgElement('svg', {
    class: 'stemstave-tab',
    viewBox: `0 0 ${map.width} ${height}`,
    width: map.width * map.unitPx,
    height: height * map.unitPx,
    role: 'img',
  });
  svg.setAttribute('aria-label', `Tablature of ${name}`);
  const [left, right] = [map.bars[0]?.left ?? 0, map.bars.at(-1)?.right ?? map.width];
  const label = svgElement('text', {
    class: 'name',
    x: left - 22,
    y: (TOP + bottom) / 2 + 4,
  });
  label.textContent = name;
  svg.append(label);
  ['T', 'A', 'B'].forEach((letter, i) => {
    const y = (TOP + bottom) / 2 + (i - 1) * 13 + 5;
    const sign = svgElement('text', { class: 'sign', x: left - 10, y });
    sign.textContent = letter;
    svg.append(sign);
  });
  for (let string = 0; string < tab.stringCount; string++) {
    const y = TOP + string * STRING_SPACE;
    svg.append(
      svgElement('line', {
        class: 'string',
        x1: left,
        x2: right,
        y1: y,
        y2: y,
      }),
    );
  }
  for (const x of [left, ...map.bars.map((bar) => bar.right)]) {
    svg.append(svgElement('line', { class: 'bar', x1: x, x2: x, y1: TOP, y2: bottom }));
  }
  for (const { x, y, fret } of tabNumbers(map, tab)) {
    const digits = String(fret);
    const width = digits.length * NUMBER_SIZE * 0.62 + 2;
    // The string is broken under its number.
    svg.append(
      svgElement('rect', {
        class: 'gap',
        x: x - width / 2,
        y: y - 6,
        width,
        height: 12,
      }),
    );
    const number = svgElement('text', {
      class: 'fret',
      x,
      y: y + NUMBER_SIZE * 0.36,
    });
    number.textContent = digits;
    svg.append(number);
  }
  return svg;
}
