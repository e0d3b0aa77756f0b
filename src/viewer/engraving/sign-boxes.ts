import { MUSIC_FONT, textWidth } from './fonts.ts';
import type { Span } from './skyline.ts';

/** Height and depth of signs over and under the line they stand on, in staff spaces; first fit counts. */
const SIGNS: readonly (readonly [
  first: number,
  last: number,
  reach: { readonly above: number; readonly below: number },
])[] = [
  [0xe0a0, 0xe0ff, { above: 0.5, below: 0.5 }],
  [0xe1e7, 0xe1e7, { above: 0.2, below: 0.2 }],
  [0xe260, 0xe260, { above: 1.75, below: 0.7 }],
  [0xe264, 0xe264, { above: 1.75, below: 0.7 }],
  [0xe263, 0xe263, { above: 0.5, below: 0.5 }],
  [0xe261, 0xe262, { above: 1.4, below: 1.4 }],
  [0xe26a, 0xe26b, { above: 1, below: 1 }],
];

/**
 * Where a notehead, accidental or augmentation dot is that ties keep clear of; undefined for other signs.
 * @param text signs of the music font (SMuFL): a courtesy accidental stands in parentheses
 * @param sizePt of the font; 30 points are the 40 units of four staff spaces
 */
export function signBox(text: string, x: number, y: number, sizePt: number): Span | undefined {
  let found: { readonly above: number; readonly below: number } | undefined;
  for (const sign of text) {
    const code = sign.codePointAt(0) ?? 0;
    const reach = SIGNS.find(([first, last]) => code >= first && code <= last)?.[2];
    if (reach === undefined) continue;
    const { above = 0, below = 0 } = found ?? {};
    found = { above: Math.max(above, reach.above), below: Math.max(below, reach.below) };
  }
  if (found === undefined) return undefined;
  const space = sizePt / 3;
  return {
    left: x,
    right: x + textWidth(text, space * 4, MUSIC_FONT),
    top: y - found.above * space,
    bottom: y + found.below * space,
  };
}
