import type { PartHeader, ScoreHeader } from '../../protocol/header.ts';
import type { ScoreNote, StringFret } from '../../score/model.ts';
import type { Box } from '../layout/system-map.ts';
import { CLASS } from '../dom.ts';
import { TEXT_FONT, textWidth } from './fonts.ts';
import type { SystemContext } from './system-context.ts';

/** Units between two strings: one and a half staff spaces, as tablature is engraved. */
const STRING_SPACE = 15;
const STRING_WIDTH = 1.1;
const NUMBER_SIZE = 17;
const GRACE_SIZE = 12;
/** Of a digit, in sizes. */
const DIGIT_HEIGHT = 0.68;
/** String left free on both sides of a number. */
const GAP = 1.5;
/** SMuFL's clefs for six strings and for four; as high as their staff at this many strings. */
const SIX_STRING_CLEF = '\uE06D';
const FOUR_STRING_CLEF = '\uE06E';

/** Half spaces that numbers reach over the outer strings. */
export const TAB_EXTENTS = { above: 2, below: 2 } as const;

/** The tablature of one part on one line. */
export interface TabStaff {
  readonly openStrings: readonly number[];
  /** Y of the highest string and of the lowest. */
  readonly top: number;
  readonly bottom: number;
}

/** Units from the highest string to the lowest; 0 for a part without tablature. */
export function tabHeight({ openStrings }: Pick<PartHeader, 'openStrings'>): number {
  return openStrings === undefined ? 0 : (openStrings.length - 1) * STRING_SPACE;
}

/** All tablature there is, by the index of its part. @param bottoms of its lowest strings */
export function tabStaves(
  { parts }: ScoreHeader,
  bottoms: ReadonlyMap<number, number>,
): (TabStaff | undefined)[] {
  return parts.map((part, index) => {
    const bottom = bottoms.get(index);
    const { openStrings } = part;
    if (openStrings === undefined || bottom === undefined) return undefined;
    return { openStrings, top: bottom - tabHeight(part), bottom };
  });
}

/** What stands on the strings for a note: its fret, in parentheses where it sounds on from before. */
function fretText({ fret }: StringFret, isHeld: boolean): string {
  return isHeld ? `(${fret})` : String(fret).replace('-', '\u2212');
}

/**
 * Whether a note has a number. One that is held was struck before, and needs none within its bar; over
 * a barline, the reader is told that it still sounds.
 */
function isShown({ tiedFromPrevious }: ScoreNote, offsetDivs: number): boolean {
  return !tiedFromPrevious || offsetDivs === 0;
}

/** How far the numbers of a chord reach to both sides of their middle. */
export function tabReach(notes: readonly ScoreNote[], offsetDivs: number): number {
  const widths = notes.flatMap((note) =>
    note.stringFret === undefined || !isShown(note, offsetDivs)
      ? []
      : [numberWidth(fretText(note.stringFret, note.tiedFromPrevious), NUMBER_SIZE)],
  );
  return Math.max(0, ...widths) / 2;
}

function numberWidth(text: string, size: number): number {
  return textWidth(text, size, TEXT_FONT);
}

/** Draws the strings of one line of tablature, and what is fretted on them. */
export class TabDrawing {
  readonly #context: SystemContext;
  readonly #staff: TabStaff;
  /** Where each string is broken for a number, by the index of the string from the top. */
  readonly #gaps: { readonly left: number; readonly right: number }[][];

  constructor(context: SystemContext, staff: TabStaff) {
    this.#context = context;
    this.#staff = staff;
    this.#gaps = staff.openStrings.map(() => []);
  }

  clef(x: number): void {
    const { openStrings, top, bottom } = this.#staff;
    const isSmall = openStrings.length < 5;
    const sign = isSmall ? FOUR_STRING_CLEF : SIX_STRING_CLEF;
    const scale = (openStrings.length - 1) / (isSmall ? 3 : 5);
    this.#context.glyph(sign, x, (top + bottom) / 2, scale);
  }

  /**
   * The numbers of notes struck together, around one middle.
   * @returns where each is, in the order of the notes; `undefined` where there is none
   */
  frets(
    notes: readonly ScoreNote[],
    offsetDivs: number,
    middleX: number,
    isGrace = false,
  ): (Box | undefined)[] {
    const size = isGrace ? GRACE_SIZE : NUMBER_SIZE;
    return notes.map((note) => {
      const { stringFret, tiedFromPrevious } = note;
      if (stringFret === undefined || !isShown(note, offsetDivs)) return undefined;
      const text = fretText(stringFret, tiedFromPrevious);
      const width = numberWidth(text, size);
      const y = this.#staff.top + (stringFret.string - 1) * STRING_SPACE;
      const height = size * DIGIT_HEIGHT;
      const x = middleX - width / 2;
      this.#context.openNamed(CLASS.fret, { string: String(stringFret.string) });
      this.#context.words(text, x, y + height / 2, size);
      this.#context.closeGroup();
      this.#gaps[stringFret.string - 1]?.push({ left: x - GAP, right: x + width + GAP });
      return { x, y: y - height / 2, width, height };
    });
  }

  /** The strings, broken under their numbers: no paper is painted over them, whatever its colour. */
  strings(left: number, right: number): void {
    this.#gaps.forEach((gaps, index) => {
      const y = this.#staff.top + index * STRING_SPACE;
      let from = left;
      for (const gap of gaps.toSorted((a, b) => a.left - b.left)) {
        if (gap.left > from) this.#context.line(from, y, gap.left, y, STRING_WIDTH);
        from = Math.max(from, gap.right);
      }
      if (right > from) this.#context.line(from, y, right, y, STRING_WIDTH);
    });
  }
}
