import type { Articulation } from '../../score/model.ts';
import { MUSIC_FONT, textWidth } from './fonts.ts';
import type { BuiltElement } from './note-builder.ts';
import { reachOf } from './note-geometry.ts';
import type { Span } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** SMuFL signs above and below a note, and whether they may stand inside the staff. */
const SIGNS: Readonly<
  Record<Articulation, { readonly above: string; readonly below: string; readonly inside: boolean }>
> = {
  staccato: { above: '\uE4A2', below: '\uE4A3', inside: true },
  tenuto: { above: '\uE4A4', below: '\uE4A5', inside: true },
  accent: { above: '\uE4A0', below: '\uE4A1', inside: false },
};

/** From the note outwards. */
const ORDER: readonly Articulation[] = ['staccato', 'tenuto', 'accent'];
const HEIGHT = 9;

/**
 * Draws a chord's articulations: at the notehead, or at the stem where two voices share the staff.
 * Dots and dashes stand in the spaces of the staff, never on a line; accents outside of it.
 * @returns the place of the chord with its signs, if it has any
 */
export function drawArticulations(
  context: SystemContext,
  element: BuiltElement,
  bottomY: number,
  isOneOfMany: boolean,
): Span | undefined {
  if (element.placed.kind === 'rest' || element.placed.chord.articulations.length === 0) {
    return undefined;
  }
  const { chord, stemUp } = element.placed;
  const above = isOneOfMany ? stemUp : !stemUp;
  const topY = bottomY - 40;
  const { top, bottom } = reachOf(element);
  const outwards = above ? -1 : 1;
  let y = above ? top - 5 : bottom + 5;
  const middle = element.note.getNoteHeadBeginX() + element.note.getGlyphWidth() / 2;
  for (const kind of ORDER.filter((each) => chord.articulations.includes(each))) {
    const sign = SIGNS[kind];
    const isWithin = y > topY - 6 && y < bottomY + 6;
    if (isWithin && sign.inside) {
      // To the next middle of a space, away from the note.
      const spaces = (bottomY - 5 - y) / 10;
      y = bottomY - 5 - (above ? Math.ceil(spaces) : Math.floor(spaces)) * 10;
    } else if (isWithin) {
      y = above ? topY - 7 : bottomY + 7;
    }
    const glyph = above ? sign.above : sign.below;
    // The signs hang from, or stand on, their reference line.
    const lift = kind === 'staccato' ? 1.7 : kind === 'tenuto' ? 0.8 : 5;
    context.glyph(glyph, middle - textWidth(glyph, 40, MUSIC_FONT) / 2, y - outwards * lift);
    y += outwards * (kind === 'accent' ? HEIGHT + 3 : HEIGHT);
  }
  return {
    left: middle - 7,
    right: middle + 7,
    top: Math.min(top, y),
    bottom: Math.max(bottom, y),
  };
}
