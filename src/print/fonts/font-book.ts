import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';
import decompress from 'wawoff2/decompress.js';
import { findSystemFonts, systemFontFolders } from './system-fonts.ts';

/** A font, and what it is called in a drawing. */
export interface Face {
  readonly file: string;
  readonly family: string;
  readonly isBold: boolean;
  readonly font: Font;
  /** The file, if it ships with us; a font of the computer is drawn with, and not handed on. */
  readonly shipped: ShippedFont | undefined;
}

interface ShippedFont {
  /** As it ships, compressed. */
  readonly woff2: Buffer;
  /** What is in it. */
  readonly sfnt: Buffer;
}

/** A piece of a text that one face can draw. */
export interface Run {
  readonly face: Face;
  readonly text: string;
}

/** How a text wants to look, in the words of CSS. */
export interface TextStyle {
  /** Families in order of preference, separated by commas. */
  readonly family: string;
  readonly isBold: boolean;
}

const MUSIC_FAMILY = 'Bravura';
export const TEXT_FAMILY = 'Academico';
/** For scripts the text font lacks. */
export const FALLBACK_FAMILY = 'Noto Serif';
const SCRIPTS = ['cyrillic', 'cyrillic-ext', 'greek', 'greek-ext', 'latin-ext', 'vietnamese'];
/** For scripts that all of ours lack. */
const SYSTEM_FAMILY = 'system';

const FILES: readonly (readonly [file: string, family: string, isBold: boolean])[] = [
  ['bravura.woff2', MUSIC_FAMILY, false],
  ['academico.woff2', TEXT_FAMILY, false],
  ['academico-bold.woff2', TEXT_FAMILY, true],
  ...SCRIPTS.flatMap((script) => [
    [`noto-serif-${script}-400-normal.woff2`, FALLBACK_FAMILY, false] as const,
    [`noto-serif-${script}-700-normal.woff2`, FALLBACK_FAMILY, true] as const,
  ]),
];

/** The fonts that ship with us: which face draws which letter, and how wide it is. */
export class FontBook {
  readonly #faces: readonly Face[];
  readonly #textFace: Face;
  readonly #runs = new Map<string, readonly Run[]>();

  private constructor(faces: readonly Face[], textFace: Face) {
    this.#faces = faces;
    this.#textFace = textFace;
  }

  /**
   * Reads the fonts in a folder: those for other scripts only where some text has them; and fonts of
   * the computer for letters that none of these has.
   * @param texts all that will be written
   * @param systemFolders where the computer's fonts are
   * @throws if a font that ships is missing or broken
   */
  static async open(
    folder: string,
    texts: readonly string[],
    systemFolders: readonly string[] = systemFontFolders(),
  ): Promise<FontBook> {
    const faces: Face[] = [];
    for (const [file, family, isBold] of FILES) {
      const isWanted =
        family !== FALLBACK_FAMILY || texts.some((text) => lacksLetters(faces, text));
      // One after the other: the decoder hands out its own memory, which the next font overwrites.
      if (isWanted) faces.push(await openFace(folder, file, family, isBold));
    }
    const textFace = faces.find(({ family }) => family === TEXT_FAMILY);
    if (textFace === undefined) throw new Error('There is no text font.');
    const missing = new Set(
      texts.flatMap((text) =>
        Array.from(text).filter(
          (letter) => letter.trim() !== '' && !faces.some((face) => hasLetter(face, letter)),
        ),
      ),
    );
    if (missing.size > 0) {
      const found = await findSystemFonts(missing, systemFolders);
      faces.push(
        ...found.map(({ path, font }) => ({
          file: path,
          family: SYSTEM_FAMILY,
          isBold: false,
          font,
          shipped: undefined,
        })),
      );
    }
    return new FontBook(faces, textFace);
  }

  /** Splits a text into pieces, each in the first wanted face that has its letters. */
  runs(text: string, style: TextStyle): readonly Run[] {
    const key = `${style.family}|${String(style.isBold)}|${text}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const runs: { face: Face; text: string }[] = [];
    const candidates = this.#candidates(style);
    const add = (face: Face, piece: string): void => {
      const last = runs.at(-1);
      // A run is laid out in one direction.
      const isAlike = piece.trim() === '' || isRightToLeft(piece) === isRightToLeft(last?.text);
      if (last?.face === face && isAlike) last.text += piece;
      else runs.push({ face, text: piece });
    };
    for (const [word] of text.matchAll(/\s+|\S+/gu)) {
      // Whole words in one face: some have a letter or two of a script they do not have.
      const last = /\p{Script=Latin}/u.test(word) ? undefined : runs.at(-1)?.face;
      const face = [...(last === undefined ? [] : [last]), ...candidates].find((each) =>
        Array.from(word).every((letter) => hasLetter(each, letter)),
      );
      if (face !== undefined) add(face, word);
      else for (const letter of word) add(this.#faceFor(letter, candidates), letter);
    }
    this.#runs.set(key, runs);
    return runs;
  }

  /** Width of a text in units of its font size. */
  widthOf(text: string, style: TextStyle): number {
    return this.runs(text, style).reduce(
      (sum, run) => sum + run.face.font.layout(run.text).advanceWidth / run.face.font.unitsPerEm,
      0,
    );
  }

  /** Where nothing we ship has the letter: the text font, which has a sign for that. */
  #faceFor(letter: string, candidates: readonly Face[]): Face {
    return candidates.find((face) => hasLetter(face, letter)) ?? this.#textFace;
  }

  /** Faces of the wanted families in their order, then those for other scripts, then the music's. */
  #candidates({ family, isBold }: TextStyle): Face[] {
    const wanted = family.split(',').map((each) => each.trim().replaceAll(/["']/g, ''));
    return [...wanted, FALLBACK_FAMILY, MUSIC_FAMILY, SYSTEM_FAMILY].flatMap((name) => {
      const faces = this.#faces.filter((face) => face.family === name);
      const exact = faces.filter((face) => face.isBold === isBold);
      return exact.length > 0 ? exact : faces;
    });
  }
}

const RIGHT_TO_LEFT = /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}/u;

function isRightToLeft(text = ''): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** Whether a face draws signs rather than words. */
export function isMusic(face: Face): boolean {
  return face.family === MUSIC_FAMILY;
}

async function openFace(
  folder: string,
  file: string,
  family: string,
  isBold: boolean,
): Promise<Face> {
  const woff2 = await readFile(join(folder, file));
  // The libraries that subset fonts trip over the compressed form of composed letters.
  const sfnt = Buffer.from(await decompress(woff2));
  const font = create(sfnt);
  if (!('layout' in font)) throw new TypeError(`${file} is a collection of fonts.`);
  return { file, family, isBold, font, shipped: { woff2, sfnt } };
}

/** Whether a text has letters that none of these faces has. */
function lacksLetters(faces: readonly Face[], text: string): boolean {
  const own = faces.filter(({ family }) => family !== FALLBACK_FAMILY);
  return Array.from(text).some((letter) => !own.some((face) => hasLetter(face, letter)));
}

function hasLetter(face: Face, letter: string): boolean {
  return face.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
}
