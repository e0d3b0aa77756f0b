import type { ScoreHeader } from '../../protocol/header.ts';
import { partGroups, type PartGroup } from '../../score/layout/part-groups.ts';
import { TEXT_FONT, textWidth } from './fonts.ts';
import { reach, THIN, type Staves } from './staves.ts';
import type { SystemContext } from './system-context.ts';

const NAME_SIZE = 22;
/** Of two rows of a name, between their feet. */
const ROW_HEIGHT = 25;
const MAX_NAME_WIDTH = 220;
const NAME_GAP = 9;
/** SMuFL: a brace to be stretched, and the ends of a bracket. */
const BRACE = '\uE000';
const BRACKET_TOP = '\uE003';
const BRACKET_BOTTOM = '\uE004';
const BRACE_ROOM = 14;
const BRACKET_ROOM = 13;
const BRACKET_WIDTH = 4.5;
/** From the top line of a staff to the point of its bracket. */
const BRACKET_TIP = 14;

/** Room left of the staves for names, brackets and braces, in units. */
export function leftMargin(header: ScoreHeader, isFirst: boolean): number {
  const widths = header.parts.flatMap((part) => shownName(header, part, isFirst).map(width));
  const names = Math.ceil(Math.max(0, ...widths));
  return (names > 0 ? names + NAME_GAP : 0) + signsWidth(header);
}

/** Width of braces and brackets. */
function signsWidth({ parts }: ScoreHeader): number {
  const groups = bracketsOf(parts);
  const isInGroup = (index: number): boolean =>
    groups.some(({ first, last }) => index >= first && index <= last);
  const braces = parts.some(({ staffCount }) => staffCount > 1);
  const braceInGroup = parts.some(({ staffCount }, index) => staffCount > 1 && isInGroup(index));
  if (groups.length === 0) return braces ? BRACE_ROOM : 0;
  return BRACKET_ROOM + (braceInGroup ? BRACE_ROOM : 0);
}

/** How far signs at the left of the uppermost staff reach over it. */
export function reachOverFrame({ parts }: ScoreHeader): number {
  return bracketsOf(parts).some(({ first }) => first === 0) ? BRACKET_TIP : 0;
}

/** What stands under a bracket: the sections of a score, and a staff with its tablature. */
function bracketsOf(parts: ScoreHeader['parts']): PartGroup[] {
  const groups = partGroups(parts);
  const withTab = parts.flatMap(({ openStrings }, index): PartGroup[] => {
    const isInGroup = groups.some(({ first, last }) => index >= first && index <= last);
    return openStrings === undefined || isInGroup ? [] : [{ first: index, last: index }];
  });
  return [...groups, ...withTab];
}

/** What stands before a part on a line; where there is only one part, its first line says it for all. */
function shownName(
  { parts }: ScoreHeader,
  part: { readonly name: string; readonly abbreviation: string },
  isFirst: boolean,
): string[] {
  const name = isFirst ? part.name : parts.length > 1 ? part.abbreviation : '';
  if (name === '') return [];
  return width(name) <= MAX_NAME_WIDTH ? [name] : inTwo(name).map(cut);
}

/** A long name in two rows, as even as its words allow. */
function inTwo(name: string): string[] {
  const words = name.split(' ');
  const breaks = words.slice(1).map((_, i) => [words.slice(0, i + 1), words.slice(i + 1)] as const);
  const [best] = breaks
    .map((rows) => rows.map((row) => row.join(' ')))
    .map((rows) => ({ rows, widest: Math.max(...rows.map(width)) }))
    .sort((a, b) => a.widest - b.widest);
  return best?.rows ?? [name];
}

/** Cut where it would take the music's room. */
function cut(row: string): string {
  if (width(row) <= MAX_NAME_WIDTH) return row;
  const letters = Array.from(row);
  while (letters.length > 1 && width(`${letters.join('')}…`) > MAX_NAME_WIDTH) letters.pop();
  return `${letters.join('')}…`;
}

function width(row: string): number {
  return textWidth(row, NAME_SIZE, TEXT_FONT);
}

/** Staff lines, the line at the left that holds the system together, braces, brackets and names. */
export function drawFrame(
  context: SystemContext,
  staves: Staves,
  x1: number,
  x2: number,
  isFirst: boolean,
): void {
  const { header, places, bottoms, tabs } = staves;
  for (const bottom of bottoms) {
    const lines = [0, 1, 2, 3, 4].map((line) => bottom - line * 10);
    context.levelLines(x1, x2, lines, 1.2);
  }
  const top = (bottoms[0] ?? 40) - 40;
  const lowest = tabs.at(-1)?.bottom ?? bottoms.at(-1) ?? 40;
  if (places.length > 1 || lowest > top + 40) context.line(x1, top - 0.6, x1, lowest + 0.6, THIN);
  const namesX = x1 - signsWidth(header) - NAME_GAP;
  for (const [index, part] of header.parts.entries()) {
    const [upper, lower] = reach(staves, { first: index, last: index });
    if (part.staffCount > 1) context.glyph(BRACE, x1 - 12.5, lower, 2.5, (lower - upper) / 40);
    const rows = shownName(header, part, isFirst);
    const middle = (upper + lower) / 2 + NAME_SIZE / 3;
    for (const [row, text] of rows.entries()) {
      const y = middle + (row - (rows.length - 1) / 2) * ROW_HEIGHT;
      context.words(text, namesX, y, NAME_SIZE, { anchor: 'end' });
    }
  }
  for (const group of bracketsOf(header.parts)) drawBracket(context, staves, group, x1);
}

function drawBracket(context: SystemContext, staves: Staves, group: PartGroup, x1: number): void {
  const [top, bottom] = reach(staves, group);
  const members = staves.header.parts.slice(group.first, group.last + 1);
  const beside = members.some(({ staffCount }) => staffCount > 1) ? BRACE_ROOM : 0;
  const x = x1 - 9 - beside;
  context.line(x, top - 3, x, bottom + 3, BRACKET_WIDTH);
  context.glyph(BRACKET_TOP, x - BRACKET_WIDTH / 2, top - 2);
  context.glyph(BRACKET_BOTTOM, x - BRACKET_WIDTH / 2, bottom + 2);
}
