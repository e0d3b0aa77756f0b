import { PaperElement } from './drawing/paper-element.ts';
import { MARGINS } from './paper.ts';

/** What stands over the music. */
export interface Heading {
  readonly title: string;
  /** Name of the part this is, at the upper left of the first page; empty for the full score. */
  readonly partName: string;
  /** "A = 432 Hz", at the upper right of the first page; empty for concert pitch. */
  readonly tuning: string;
}

const TITLE_PT = 22;
const PART_PT = 12;
const NUMBER_PT = 10;
/** Characters of a title on one line; longer ones are set smaller. */
const TITLE_LETTERS = 44;

/** Height the heading takes on the first page, in points. */
export function titleHeight({ title, partName, tuning }: Heading): number {
  return (title === '' ? 0 : TITLE_PT + 20) + (partName + tuning === '' ? 0 : PART_PT + 8) + 6;
}

/** Title and part over the first page, a running title over the others; their number, if there are several. */
export function pageFurniture(
  heading: Heading,
  { index, count }: { readonly index: number; readonly count: number },
  paper: { readonly widthPt: number; readonly heightPt: number },
): PaperElement {
  const { title, partName, tuning } = heading;
  const group = new PaperElement('g');
  const middle = paper.widthPt / 2;
  if (index === 0) {
    const size = TITLE_PT * Math.min(1, TITLE_LETTERS / Math.max(title.length, 1));
    group.append(words(title, middle, MARGINS.top + TITLE_PT, size, 'middle', { bold: true }));
    const partY = titleHeight(heading) + MARGINS.top - 12;
    group.append(words(partName, MARGINS.side, partY, PART_PT, 'start'));
    const right = paper.widthPt - MARGINS.side;
    group.append(words(tuning, right, partY, PART_PT, 'end', { italic: true }));
  } else {
    const running = partName === '' ? title : title === '' ? partName : `${title} – ${partName}`;
    const y = MARGINS.top - 8;
    group.append(words(shortened(running), middle, y, NUMBER_PT, 'middle', { italic: true }));
  }
  const foot = paper.heightPt - MARGINS.bottom / 2;
  if (count > 1) group.append(words(String(index + 1), middle, foot, NUMBER_PT, 'middle'));
  return group;
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length <= 90 ? text : `${letters.slice(0, 89).join('')}…`;
}

function words(
  text: string,
  x: number,
  y: number,
  size: number,
  anchor: 'start' | 'middle' | 'end',
  style: { readonly bold?: boolean; readonly italic?: boolean } = {},
): PaperElement {
  const element = new PaperElement('text');
  element.textContent = text;
  element.setAttribute('x', x);
  element.setAttribute('y', y);
  element.setAttribute('font-family', 'Academico');
  element.setAttribute('font-size', `${size}px`);
  element.setAttribute('text-anchor', anchor);
  if (style.bold === true) element.setAttribute('font-weight', 'bold');
  if (style.italic === true) element.setAttribute('font-style', 'italic');
  return element;
}
