import type { Glyph } from 'fontkit';
import { isMusic, type Face } from '../fonts/font-book.ts';
import { SLANT_DEGREES, type TextMark } from './marks.ts';
import { multiply, type Matrix } from './matrix.ts';

/** A glyph of a text, and where its outline (in the font's units, y upwards) goes on the page. */
export interface GlyphPlace {
  readonly face: Face;
  readonly glyph: Glyph;
  readonly matrix: Matrix;
}

/** The glyphs of some runs of a text, in order. */
export function glyphPlaces(mark: TextMark, runs: TextMark['runs'] = mark.runs): GlyphPlace[] {
  const slant = mark.isSlanted ? Math.tan((SLANT_DEGREES * Math.PI) / 180) : 0;
  return runs.flatMap(({ face, text, x: start }) => {
    const { glyphs, positions } = face.font.layout(text);
    const scale = mark.size / face.font.unitsPerEm;
    const lean = isMusic(face) ? 0 : slant;
    let advance = 0;
    return glyphs.map((glyph, index): GlyphPlace => {
      const place = positions[index];
      const x = start + (advance + (place?.xOffset ?? 0)) * scale;
      advance += place?.xAdvance ?? 0;
      return {
        face,
        glyph,
        matrix: multiply(mark.matrix, [scale, 0, lean * scale, -scale, x, 0]),
      };
    });
  });
}
