import { MUSIC_FONT, textWidth } from './fonts.ts';
import type { BuiltElement } from './note-builder.ts';
import { reachWithSigns } from './note-geometry.ts';
import type { Span } from './skyline.ts';
import type { SystemContext } from './system-context.ts';

/** SMuFL: "tr", and the accidental of the note above. */
const SIGN = '\uE566';
const ACCIDENTALS = {
  '-2': '\uE264',
  '-1': '\uE260',
  '0': '\uE261',
  '1': '\uE262',
  '2': '\uE263',
} as const;
const SIGN_HEIGHT = 16;
const ACCIDENTAL_SCALE = 0.6;
const ACCIDENTAL_HEIGHT = 16;
const GAP = 5;

/**
 * Draws the sign of a trilled chord: over the staff, or under it for the lower of two voices (Gould 2011, ch. 3).
 * @param taken what other signs of the chord take up, if it has any
 * @returns the place of the chord with its sign, if it has one
 */
export function drawTrill(
  context: SystemContext,
  element: BuiltElement,
  bottomY: number,
  isLower: boolean,
  taken: Span | undefined,
): Span | undefined {
  if (element.placed.kind === 'rest' || element.placed.chord.trill === undefined) return undefined;
  const { upper, hasAccidental } = element.placed.chord.trill;
  const reach = reachWithSigns(element);
  const top = Math.min(reach.top, taken?.top ?? reach.top);
  const bottom = Math.max(reach.bottom, taken?.bottom ?? reach.bottom);
  const middle = element.note.getNoteHeadBeginX() + element.note.getGlyphWidth() / 2;
  const height = SIGN_HEIGHT + (hasAccidental ? ACCIDENTAL_HEIGHT : 0);
  const y = isLower ? Math.max(bottom, bottomY) + GAP + height : Math.min(top, bottomY - 40) - GAP;
  const width = textWidth(SIGN, 40, MUSIC_FONT);
  context.glyph(SIGN, middle - width / 2, y);
  if (hasAccidental) {
    const sign = ACCIDENTALS[upper.alter];
    const half = (ACCIDENTAL_SCALE * textWidth(sign, 40, MUSIC_FONT)) / 2;
    const up = SIGN_HEIGHT + ACCIDENTAL_HEIGHT / 2;
    context.glyph(sign, middle - half, y - up, ACCIDENTAL_SCALE);
  }
  return {
    left: middle - width / 2,
    right: middle + width / 2,
    top: Math.min(top, y - height),
    bottom: Math.max(bottom, y),
  };
}
