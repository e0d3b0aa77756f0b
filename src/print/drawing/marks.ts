import type { FontBook, Run } from '../fonts/font-book.ts';
import { isBold, sizePx } from '../fonts/measuring.ts';
import { multiply, parseTransform, translation, type Matrix } from './matrix.ts';
import type { PaperElement } from './paper-element.ts';

/** Slant of words that want an italic face, of which there is none: what browsers do. */
export const SLANT_DEGREES = 14;

export type Anchor = 'start' | 'middle' | 'end';

/** A text whose anchor stands on the baseline at the origin of its matrix. */
export interface TextMark {
  readonly kind: 'text';
  readonly text: string;
  readonly anchor: Anchor;
  /** Its pieces by face, with how far from the anchor each begins. */
  readonly runs: readonly (Run & { readonly x: number })[];
  readonly isBold: boolean;
  /** In units of the matrix. */
  readonly size: number;
  readonly isSlanted: boolean;
  readonly matrix: Matrix;
  readonly ink: Ink;
}

export interface PathMark {
  readonly kind: 'path';
  /** SVG path data. */
  readonly d: string;
  readonly isFilled: boolean;
  /** Width of its line in units of the matrix; 0 for none. */
  readonly lineWidth: number;
  readonly dashes: readonly number[];
  readonly matrix: Matrix;
  readonly ink: Ink;
}

/** Paper knows black, white, and shades between. */
export interface Ink {
  readonly colour: 'black' | 'white';
  /** 0 (nothing) to 1. */
  readonly opacity: number;
}

/** What a page is made of, in the order it is drawn. */
export type Mark = TextMark | PathMark;

type Attributes = ReadonlyMap<string, string>;

/** Attributes of a group that hold for what is inside it, by SVG's rules. */
const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
];

/** Reads a drawing off its elements. @param matrix from its units to the page's */
export function marksOf(element: PaperElement, matrix: Matrix, book: FontBook): Mark[] {
  return [...walk(element, matrix, new Map(), 1, book)];
}

function* walk(
  element: PaperElement,
  outer: Matrix,
  inherited: Attributes,
  outerOpacity: number,
  book: FontBook,
): Generator<Mark> {
  const attributes = new Map(inherited);
  for (const name of INHERITED) {
    const value = element.attributes.get(name);
    if (value !== undefined) attributes.set(name, value);
  }
  const transform = element.attributes.get('transform');
  const matrix = transform === undefined ? outer : multiply(outer, parseTransform(transform));
  const opacity = outerOpacity * Number(element.attributes.get('opacity') ?? 1);
  if (opacity === 0) return;
  if (element.nodeName === 'text' && element.textContent !== '') {
    yield textMark(element, matrix, attributes, opacity, book);
  }
  const d = outlineOf(element);
  if (d !== undefined) {
    const mark = pathMark(d, matrix, attributes, opacity);
    if (mark !== undefined) yield mark;
  }
  for (const child of element.children) yield* walk(child, matrix, attributes, opacity, book);
}

function textMark(
  element: PaperElement,
  matrix: Matrix,
  attributes: Attributes,
  opacity: number,
  book: FontBook,
): TextMark {
  const text = element.textContent;
  const style = {
    family: attributes.get('font-family') ?? '',
    isBold: isBold(attributes.get('font-weight') ?? ''),
  };
  const size = sizePx(attributes.get('font-size') ?? '10px');
  const anchor = anchorOf(attributes.get('text-anchor'));
  const width = book.widthOf(text, style) * size;
  let x = anchor === 'end' ? -width : anchor === 'middle' ? -width / 2 : 0;
  const runs = book.runs(text, style).map((run) => {
    const from = x;
    x += book.widthOf(run.text, style) * size;
    return { ...run, x: from };
  });
  return {
    kind: 'text',
    text,
    anchor,
    runs,
    isBold: style.isBold,
    size,
    isSlanted: attributes.get('font-style') === 'italic',
    matrix: multiply(matrix, translation(numberOf(element, 'x'), numberOf(element, 'y'))),
    ink: inkOf(attributes.get('fill'), opacity),
  };
}

function anchorOf(value: string | undefined): Anchor {
  return value === 'middle' || value === 'end' ? value : 'start';
}

function pathMark(
  d: string,
  matrix: Matrix,
  attributes: Attributes,
  opacity: number,
): PathMark | undefined {
  const fill = attributes.get('fill');
  const stroke = attributes.get('stroke') ?? 'none';
  const lineWidth = stroke === 'none' ? 0 : Number(attributes.get('stroke-width') ?? 1);
  const isFilled = fill !== 'none';
  if (!isFilled && lineWidth === 0) return undefined;
  const dashes = (attributes.get('stroke-dasharray') ?? 'none')
    .split(/[\s,]+/)
    .map(Number)
    .filter((each) => each > 0);
  const ink = inkOf(isFilled ? fill : stroke, opacity);
  return { kind: 'path', d, isFilled, lineWidth, dashes, matrix, ink };
}

/** The view's colours are the theme's; paper is white and ink is black. */
function inkOf(colour: string | undefined, opacity: number): Ink {
  return { colour: colour === 'white' ? 'white' : 'black', opacity };
}

/** Path data of a shape; `undefined` for what is none. */
function outlineOf(element: PaperElement): string | undefined {
  const at = (name: string): number => numberOf(element, name);
  switch (element.nodeName) {
    case 'path':
      return element.attributes.get('d');
    case 'rect': {
      const [x, y, width, height] = [at('x'), at('y'), at('width'), at('height')];
      return `M${x} ${y}H${x + width}V${y + height}H${x}Z`;
    }
    case 'line':
      return `M${at('x1')} ${at('y1')}L${at('x2')} ${at('y2')}`;
    default:
      return undefined;
  }
}

function numberOf(element: PaperElement, name: string): number {
  return Number.parseFloat(element.attributes.get(name) ?? '0');
}
