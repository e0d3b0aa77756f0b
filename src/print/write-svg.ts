import { FALLBACK_FAMILY, TEXT_FAMILY, isMusic, type Face } from './fonts/font-book.ts';
import type { Page } from './engrave-pages.ts';
import type { Matrix } from './drawing/matrix.ts';
import type { Ink, PathMark, TextMark } from './drawing/marks.ts';

/**
 * A page as an SVG file that needs nothing else: the music's signs are outlines, each stored once,
 * because most programs but browsers ignore fonts inside an SVG; words stay text, for search and
 * screen readers, with their fonts embedded.
 * @param title of the drawing, for whoever cannot see it
 */
export function writeSvg(page: Page, title: string): string {
  const signs = new Map<string, string>();
  const faces = new Set<Face>();
  const body = page.marks.map((mark) => {
    if (mark.kind === 'path') return pathElement(mark);
    if (mark.runs.every(({ face }) => isMusic(face))) return signElements(mark, signs);
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
    ...[...signs].map(([id, d]) => `<path id="${id}" d="${d}"/>`),
    '</defs>',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

function pathElement(mark: PathMark): string {
  const stroke =
    mark.lineWidth > 0 ? ` stroke="${mark.ink.colour}" stroke-width="${short(mark.lineWidth)}"` : '';
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

/** A music text: one reference for each sign, to its outline in the font's own units, y upwards. */
function signElements(mark: TextMark, signs: Map<string, string>): string {
  const [a, b, c, d, e, f] = mark.matrix;
  const ink = inkAttributes(mark.ink);
  return mark.runs
    .flatMap((run) => {
      const { glyphs, positions } = run.face.font.layout(run.text);
      const scale = mark.size / run.face.font.unitsPerEm;
      let advance = 0;
      return glyphs.map((glyph, index) => {
        const id = `g${glyph.id}`;
        if (!signs.has(id)) signs.set(id, glyph.path.toSVG());
        const place = positions[index];
        const x = run.x + (advance + (place?.xOffset ?? 0)) * scale;
        advance += place?.xAdvance ?? 0;
        const matrix: Matrix = [a * scale, b * scale, -c * scale, -d * scale, a * x + e, b * x + f];
        return `<use xlink:href="#${id}" transform="${matrixText(matrix)}"${ink}/>`;
      });
    })
    .join('\n');
}

function fontFace({ family, isBold, woff2, font }: Face): string {
  // Pieces of one family, each for other letters: said by their range, or the last would hide the others.
  const range = font.characterSet.map((code) => `U+${code.toString(16)}`).join(',');
  return `@font-face{font-family:"${family}";font-weight:${isBold ? 'bold' : 'normal'};unicode-range:${range};src:url(data:font/woff2;base64,${woff2.toString('base64')}) format("woff2")}`;
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
