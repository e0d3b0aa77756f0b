import {
  multiply,
  parseTransform,
  IDENTITY,
  type Matrix,
} from '../../../src/print/drawing/matrix.ts';
import type { PaperElement } from '../../../src/print/drawing/paper-element.ts';
import { isBold, sizePx } from '../../../src/print/fonts/measuring.ts';
import { isMusic, type FontBook } from '../../../src/print/fonts/font-book.ts';

/** What a drawn shape is, as far as it may touch others. */
export type InkKind =
  | 'head'
  | 'rest'
  | 'accidental'
  | 'dot'
  | 'flag'
  | 'stem'
  | 'beam'
  | 'articulation'
  | 'tuplet'
  | 'words'
  | 'ottava'
  | 'clef'
  | 'time'
  | 'key'
  | 'roll'
  | 'tie'
  | 'line'
  | 'barline'
  | 'bracket'
  | 'other';

/** A drawn shape and where its ink is, in the drawing's units. */
export interface Ink {
  readonly kind: InkKind;
  /** `part/staff/bar/voice/element` of what it belongs to; empty for what belongs to a line. */
  readonly owner: string;
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** Y of its upper and lower edge at some x: beams slope. */
  readonly topAt: (x: number) => number;
  readonly bottomAt: (x: number) => number;
}

/** All shapes of a drawing that was made for paper. */
export function inkOf(drawing: PaperElement, book: FontBook): Ink[] {
  return [...walk(drawing, { matrix: IDENTITY, owner: '', group: '', family: '', size: '' }, book)];
}

type Point = readonly [x: number, y: number];

interface Around {
  readonly matrix: Matrix;
  readonly owner: string;
  readonly group: string;
  readonly family: string;
  readonly size: string;
}

function* walk(element: PaperElement, outer: Around, book: FontBook): Generator<Ink> {
  const get = (name: string): string | undefined => element.attributes.get(name);
  const transform = get('transform');
  const around: Around = {
    matrix:
      transform === undefined ? outer.matrix : multiply(outer.matrix, parseTransform(transform)),
    owner: get('data-element') === undefined ? outer.owner : ownerOf(element),
    group: get('class') ?? outer.group,
    family: get('font-family') ?? outer.family,
    size: get('font-size') ?? outer.size,
  };
  if (element.nodeName === 'text' && element.textContent !== '') {
    yield* textInk(element, around, book);
  }
  const d = get('d');
  if (element.nodeName === 'path' && d !== undefined) yield pathInk(d, around);
  for (const child of element.children) yield* walk(child, around, book);
}

function ownerOf({ attributes }: PaperElement): string {
  return ['part', 'staff', 'bar', 'voice', 'element']
    .map((name) => attributes.get(`data-${name}`) ?? '')
    .join('/');
}

function* textInk(element: PaperElement, around: Around, book: FontBook): Generator<Ink> {
  const { attributes, textContent: text } = element;
  const style = { family: around.family, isBold: isBold(attributes.get('font-weight') ?? '') };
  const size = sizePx(around.size);
  const anchor = attributes.get('text-anchor');
  const width = book.widthOf(text, style) * size;
  const [x, y] = [Number(attributes.get('x') ?? 0), Number(attributes.get('y') ?? 0)];
  let from = x - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
  for (const { face, text: part } of book.runs(text, style)) {
    const scale = size / face.font.unitsPerEm;
    const { bbox, advanceWidth } = face.font.layout(part);
    const corners = (
      [
        [from + bbox.minX * scale, y - bbox.maxY * scale],
        [from + bbox.maxX * scale, y - bbox.minY * scale],
      ] as const
    ).map((point) => moved(point, around.matrix));
    from += advanceWidth * scale;
    const xs = corners.map(([at]) => at);
    const ys = corners.map(([, at]) => at);
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    yield {
      kind: isMusic(face) ? glyphKind(part, around) : 'words',
      owner: around.owner,
      text: part,
      left: Math.min(...xs),
      right: Math.max(...xs),
      topAt: () => top,
      bottomAt: () => bottom,
    };
  }
}

/** By the ranges of SMuFL. */
function glyphKind(text: string, { owner, group }: Around): InkKind {
  const code = text.codePointAt(0) ?? 0;
  const isIn = (first: number, last: number): boolean => code >= first && code <= last;
  if (isIn(0xe000, 0xe00f)) return 'bracket';
  if (isIn(0xe050, 0xe07f)) return 'clef';
  if (isIn(0xe080, 0xe09f)) return 'time';
  if (isIn(0xe0a0, 0xe0ff)) return 'head';
  if (code === 0xe1e7) return 'dot';
  if (isIn(0xe240, 0xe25f)) return 'flag';
  if (isIn(0xe260, 0xe26f)) return owner === '' && group === '' ? 'key' : 'accidental';
  if (isIn(0xe4a0, 0xe4bf)) return 'articulation';
  if (isIn(0xe4e0, 0xe4ff)) return 'rest';
  if (isIn(0xe510, 0xe51f)) return 'ottava';
  if (isIn(0xe880, 0xe88f)) return 'tuplet';
  if (isIn(0xeaa0, 0xeaff)) return 'roll';
  if (isIn(0xeca0, 0xecbf)) return 'words';
  return 'other';
}

function pathInk(d: string, { owner, group, matrix }: Around): Ink {
  const numbers = [...d.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([each]) => Number(each));
  const corners: Point[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    corners.push(moved([numbers[i] ?? 0, numbers[i + 1] ?? 0], matrix));
  }
  const isCurved = d.includes('C');
  const points = isCurved ? alongCurves(corners) : corners;
  const xs = points.map(([x]) => x);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const ys = points.map(([, y]) => y);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const kind = group.includes('vf-beam')
    ? 'beam'
    : group.includes('vf-stem')
      ? 'stem'
      : isCurved
        ? 'tie'
        : right - left < 0.1 && bottom - top > 40
          ? 'barline'
          : 'line';
  const edge = (x: number, choose: (...all: number[]) => number): number =>
    choose(...crossings(points, Math.min(Math.max(x, left), right)));
  const slopes = isCurved || (kind === 'beam' && points.length >= 4);
  return {
    kind,
    owner,
    text: '',
    left,
    right,
    topAt: slopes ? (x) => edge(x, Math.min) : () => top,
    bottomAt: slopes ? (x) => edge(x, Math.max) : () => bottom,
  };
}

/** Points on cubic curves that follow each other, from their ends and controls. */
function alongCurves(corners: readonly Point[]): Point[] {
  const points: Point[] = [];
  for (let i = 0; i + 3 < corners.length; i += 3) {
    const [from, control1, control2, to] = corners.slice(i, i + 4);
    if (from === undefined || control1 === undefined) continue;
    if (control2 === undefined || to === undefined) continue;
    for (let step = 0; step <= 12; step++) {
      const t = step / 12;
      const at = (axis: 0 | 1): number =>
        (1 - t) ** 3 * from[axis] +
        3 * (1 - t) ** 2 * t * control1[axis] +
        3 * (1 - t) * t ** 2 * control2[axis] +
        t ** 3 * to[axis];
      points.push([at(0), at(1)]);
    }
  }
  return points;
}

/** Where the outline of a polygon crosses an upright at x. */
function crossings(points: readonly Point[], x: number): number[] {
  return points.flatMap(([x1, y1], i) => {
    const [x2, y2] = points[(i + 1) % points.length] ?? [x1, y1];
    if (Math.min(x1, x2) > x || Math.max(x1, x2) < x) return [];
    return x1 === x2 ? [y1, y2] : [y1 + ((y2 - y1) * (x - x1)) / (x2 - x1)];
  });
}

function moved([x, y]: Point, [a, b, c, d, e, f]: Matrix): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}
