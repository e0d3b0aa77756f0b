import { FALLBACK_FAMILY, TEXT_FAMILY, isMusic, type Face } from './fonts/font-book.ts';
import type { Page } from './engrave-pages.ts';
import { glyphPlaces } from './drawing/glyph-places.ts';
import type { Ink, PathMark, TextMark } from './drawing/marks.ts';
import type { Matrix } from './drawing/matrix.ts';
import type { Glyph } from 'fontkit';

/**
 * A page as an SVG file that needs nothing else: the music's signs are outlines, each stored once,
 * because most programs but browsers ignore fonts inside an SVG; words stay text, for search and
 * screen readers, with their fonts embedded. Letters that only a font of this computer has are outlines, too.
 * @param title of the drawing, for whoever cannot see it
 * @param words `outlines` for a painter that would have to wait for fonts
 */
export function writeSvg(page: Page, title: string, words: 'text' | 'outlines'): string {
  const signs = new Signs();
  const faces = new Set<Face>();
  const body = page.marks.map((mark) => {
    if (mark.kind === 'path') return pathElement(mark);
    const isOutlined = mark.runs.every(({ face }) => isMusic(face) || face.shipped === undefined);
    if (words === 'outlines' || isOutlined) return signElements(mark, signs);
    for (const { face } of mark.runs) faces.add(face);
    return wordsElement(mark);
  });
  const [width, height] = [page.widthPt, page.heightPt];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}pt" height="${height}pt" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    '<defs>',
    ...(faces.size > 0 ? [`<style>${[...faces].map(fontFace).join('')}</style>`] : []),
    ...signs.definitions(),
    '</defs>',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

function pathElement(mark: PathMark): string {
  const stroke =
    mark.lineWidth > 0
      ? ` stroke="${mark.ink.colour}" stroke-width="${short(mark.lineWidth)}"`
      : '';
  const dashes = mark.dashes.length > 0 ? ` stroke-dasharray="${mark.dashes.join(' ')}"` : '';
  const fill = mark.isFilled ? inkAttributes(mark.ink) : ` fill="none"${opacityOf(mark.ink)}`;
  return `<path d="${escaped(mark.d)}" transform="${matrixText(mark.matrix)}"${fill}${stroke}${dashes}/>`;
}

/** One element for the whole text, however many faces draw it: other programs bring fonts of their own. */
function wordsElement({ text, anchor, size, isBold, isSlanted, matrix, ink }: TextMark): string {
  const attributes = [
    `transform="${matrixText(matrix)}"`,
    `font-family="${TEXT_FAMILY}, '${FALLBACK_FAMILY}', serif"`,
    `font-size="${short(size)}"`,
    ...(anchor === 'start' ? [] : [`text-anchor="${anchor}"`]),
    ...(isBold ? ['font-weight="bold"'] : []),
    ...(isSlanted ? ['font-style="italic"'] : []),
  ].join(' ');
  return `<text ${attributes}${inkAttributes(ink)} xml:space="preserve">${escaped(text)}</text>`;
}

/** The outlines a page refers to, each once. */
class Signs {
  readonly #faces: Face[] = [];
  readonly #outlines = new Map<string, string>();

  /** The id of a glyph's outline, in the font's own units, y upwards. */
  idOf(face: Face, glyph: Glyph): string {
    if (!this.#faces.includes(face)) this.#faces.push(face);
    const id = isMusic(face) ? `g${glyph.id}` : `t${this.#faces.indexOf(face)}-${glyph.id}`;
    if (!this.#outlines.has(id)) this.#outlines.set(id, glyph.path.toSVG());
    return id;
  }

  definitions(): string[] {
    return [...this.#outlines].map(([id, d]) => `<path id="${id}" d="${d}"/>`);
  }
}

/** A text as a reference for each glyph. */
function signElements(mark: TextMark, signs: Signs): string {
  const ink = inkAttributes(mark.ink);
  return glyphPlaces(mark)
    .map(
      ({ face, glyph, matrix }) =>
        `<use xlink:href="#${signs.idOf(face, glyph)}" transform="${matrixText(matrix)}"${ink}/>`,
    )
    .join('\n');
}

function fontFace({ family, isBold, shipped, font }: Face): string {
  if (shipped === undefined) return '';
  // Pieces of one family, each for other letters: said by their range, or the last would hide the others.
  const range = font.characterSet.map((code) => `U+${code.toString(16)}`).join(',');
  return `@font-face{font-family:"${family}";font-weight:${isBold ? 'bold' : 'normal'};unicode-range:${range};src:url(data:font/woff2;base64,${shipped.woff2.toString('base64')}) format("woff2")}`;
}

function inkAttributes(ink: Ink): string {
  // Black is what SVG fills with by itself.
  return (ink.colour === 'black' ? '' : ` fill="${ink.colour}"`) + opacityOf(ink);
}

function opacityOf({ opacity }: Ink): string {
  return opacity === 1 ? '' : ` opacity="${short(opacity)}"`;
}

function matrixText(matrix: Matrix): string {
  return `matrix(${matrix.map((each) => short(each)).join(' ')})`;
}

function short(value: number): string {
  return String(Math.round(value * 1e4) / 1e4);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '\uFFFD');
}
