import type { ScoreHeader } from '../../protocol/header.ts';
import { TEXT_FONT, textWidth } from './fonts.ts';
import type { SystemContext } from './system-context.ts';
import type { StaffPlace } from './system-input.ts';

const NAME_SIZE = 14;
const MAX_NAME_WIDTH = 170;
const BRACE = '\uE000';
const BRACE_ROOM = 14;
const THIN = 1.6;
const THICK = 5;

/** Room left of the staves for names and braces, in units. */
export function leftMargin(header: ScoreHeader, isFirst: boolean): number {
  const widths = header.parts.map((part) =>
    textWidth(shownName(part, isFirst), NAME_SIZE, TEXT_FONT),
  );
  const brace = header.parts.some(({ staffCount }) => staffCount > 1) ? BRACE_ROOM : 4;
  return Math.ceil(Math.max(0, ...widths)) + brace + 8;
}

/** The name of a part on a line, cut where it would take the music's room. */
export function shownName(
  part: { readonly name: string; readonly abbreviation: string },
  isFirst: boolean,
): string {
  const name = isFirst ? part.name : part.abbreviation;
  if (textWidth(name, NAME_SIZE, TEXT_FONT) <= MAX_NAME_WIDTH) return name;
  const letters = Array.from(name);
  while (
    letters.length > 1 &&
    textWidth(`${letters.join('')}…`, NAME_SIZE, TEXT_FONT) > MAX_NAME_WIDTH
  ) {
    letters.pop();
  }
  return `${letters.join('')}…`;
}

/** Staff lines, the line at the left that holds the system together, braces and names. */
export function drawFrame(
  context: SystemContext,
  header: ScoreHeader,
  staves: readonly StaffPlace[],
  bottoms: readonly number[],
  x1: number,
  x2: number,
  isFirst: boolean,
): void {
  for (const bottom of bottoms) {
    for (let line = 0; line < 5; line++)
      context.line(x1, bottom - line * 10, x2, bottom - line * 10, 1.2);
  }
  const top = (bottoms[0] ?? 40) - 40;
  if (staves.length > 1) context.line(x1, top - 0.6, x1, (bottoms.at(-1) ?? 40) + 0.6, THIN);
  for (const [partIndex, part] of header.parts.entries()) {
    const [upper, lower] = partReach(staves, bottoms, partIndex);
    const hasBrace = part.staffCount > 1;
    if (hasBrace) context.glyph(BRACE, x1 - 11, lower, 2, (lower - upper) / 40);
    const name = shownName(part, isFirst);
    const x = x1 - (header.parts.some(({ staffCount }) => staffCount > 1) ? BRACE_ROOM + 3 : 7);
    context.words(name, x, (upper + lower) / 2 + 5, NAME_SIZE, { anchor: 'end' });
  }
}

/** A barline at `x` through each part. @param isFinal thin and thick, at the end of the score */
export function drawBarline(
  context: SystemContext,
  header: ScoreHeader,
  staves: readonly StaffPlace[],
  bottoms: readonly number[],
  x: number,
  isFinal: boolean,
): void {
  for (const partIndex of header.parts.keys()) {
    const [top, bottom] = partReach(staves, bottoms, partIndex);
    if (isFinal) {
      context.line(x - THICK - 4, top - 0.6, x - THICK - 4, bottom + 0.6, THIN);
      context.line(x - THICK / 2, top - 0.6, x - THICK / 2, bottom + 0.6, THICK);
    } else {
      context.line(x - THIN / 2, top - 0.6, x - THIN / 2, bottom + 0.6, THIN);
    }
  }
}

/** Top and bottom line of a part. */
function partReach(
  staves: readonly StaffPlace[],
  bottoms: readonly number[],
  partIndex: number,
): readonly [number, number] {
  const own = bottoms.filter((_, index) => staves[index]?.partIndex === partIndex);
  return [(own[0] ?? 40) - 40, own.at(-1) ?? 40];
}
