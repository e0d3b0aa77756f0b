import type { MeasuringCanvas } from '../../viewer/engraving/fonts.ts';
import type { FontBook, TextStyle } from './font-book.ts';

/** Measures texts for the engraver from the font files, as a browser's canvas would. */
export function measuringCanvas(book: FontBook): MeasuringCanvas {
  const known = new Map<string, TextMetrics>();
  const context = {
    font: '10px Academico',
    measureText(text: string): TextMetrics {
      const key = `${context.font}|${text}`;
      let metrics = known.get(key);
      if (metrics === undefined) {
        metrics = measure(book, text, context.font);
        known.set(key, metrics);
      }
      return metrics;
    },
  };
  return { getContext: () => context };
}

/** @param cssFont "italic bold 10pt Bravura,Academico" */
function measure(book: FontBook, text: string, cssFont: string): TextMetrics {
  const { size, style } = parseCssFont(cssFont);
  let width = 0;
  let ascent = 0;
  let descent = 0;
  let left = 0;
  let right = 0;
  let fontAscent = 0;
  let fontDescent = 0;
  for (const { face, text: part } of book.runs(text, style)) {
    const scale = size / face.font.unitsPerEm;
    const { advanceWidth, bbox } = face.font.layout(part);
    left = Math.max(left, -(width + bbox.minX * scale));
    right = Math.max(right, width + bbox.maxX * scale);
    ascent = Math.max(ascent, bbox.maxY * scale);
    descent = Math.max(descent, -bbox.minY * scale);
    fontAscent = Math.max(fontAscent, face.font.ascent * scale);
    fontDescent = Math.max(fontDescent, -face.font.descent * scale);
    width += advanceWidth * scale;
  }
  return {
    width,
    actualBoundingBoxAscent: ascent,
    actualBoundingBoxDescent: descent,
    actualBoundingBoxLeft: left,
    actualBoundingBoxRight: right,
    fontBoundingBoxAscent: fontAscent,
    fontBoundingBoxDescent: fontDescent,
    emHeightAscent: fontAscent,
    emHeightDescent: fontDescent,
    alphabeticBaseline: 0,
    hangingBaseline: 0,
    ideographicBaseline: 0,
  };
}

const PX_PER_PT = 4 / 3;

/** Size in pixels and look of a CSS `font`. */
export function parseCssFont(font: string): { readonly size: number; readonly style: TextStyle } {
  const match = /^(.*?)([\d.]+)(px|pt|em)?\s+(.+)$/.exec(font);
  const [, before = '', number = '10', unit = 'px', family = 'Academico'] = match ?? [];
  const size = sizePx(`${number}${unit}`);
  return { size, style: { family, isBold: isBold(before) } };
}

/** A CSS font size in pixels. */
export function sizePx(text: string): number {
  const number = Number.parseFloat(text);
  return text.endsWith('pt') ? number * PX_PER_PT : number;
}

/** Whether a CSS font weight asks for the bold face. */
export function isBold(weight: string): boolean {
  return /bold|[6-9]00/.test(weight);
}
