import type { Clef } from '../../score/model.ts';
import type { KeySignature, TimeSignature } from '../../score/time.ts';
import { assertNever } from '../../errors.ts';
import { MUSIC_FONT, textWidth } from './fonts.ts';
import type { SystemContext } from './system-context.ts';

/** Signs of SMuFL, the Standard Music Font Layout, by their code points. */
const SIGN = {
  gClef: '\uE050',
  gClef8vb: '\uE052',
  gClef8va: '\uE053',
  cClef: '\uE05C',
  fClef: '\uE062',
  fClef8vb: '\uE064',
  fClef8va: '\uE065',
  percussionClef: '\uE069',
  flat: '\uE260',
  natural: '\uE261',
  sharp: '\uE262',
} as const;

/** Size of a clef that changes in the middle of a line. */
export const SMALL_CLEF = 0.7;

/** Half spaces between the order of sharps or flats under a treble clef, from the bottom line. */
const SHARPS = [8, 5, 9, 6, 3, 7, 4];
const FLATS = [4, 7, 3, 6, 2, 5, 1];
const TENOR_SHARPS = [2, 6, 3, 7, 4, 8, 5];

export function clefWidth(clef: Clef): number {
  return textWidth(clefSign(clef), 40, MUSIC_FONT);
}

/** @param bottomY y of the staff's bottom line */
export function drawClef(
  context: SystemContext,
  clef: Clef,
  x: number,
  bottomY: number,
  scale = 1,
): void {
  const line = clef.sign === 'percussion' ? 3 : clef.line;
  context.glyph(clefSign(clef), x, bottomY - (line - 1) * 10, scale);
}

function clefSign({ sign, octaveChange }: Clef): string {
  switch (sign) {
    case 'G':
      return octaveChange < 0 ? SIGN.gClef8vb : octaveChange > 0 ? SIGN.gClef8va : SIGN.gClef;
    case 'F':
      return octaveChange < 0 ? SIGN.fClef8vb : octaveChange > 0 ? SIGN.fClef8va : SIGN.fClef;
    case 'C':
      return SIGN.cClef;
    case 'percussion':
      return SIGN.percussionClef;
    default:
      return assertNever(sign);
  }
}

/** The accidentals of a key signature; naturals where a key with signs changes to one without. */
interface KeySigns {
  readonly sign: string;
  readonly fifths: number;
}

function keySigns(key: KeySignature, before: KeySignature | undefined): KeySigns {
  if (key.fifths === 0 && before !== undefined && before.fifths !== 0) {
    return { sign: SIGN.natural, fifths: before.fifths };
  }
  return { sign: key.fifths > 0 ? SIGN.sharp : SIGN.flat, fifths: key.fifths };
}

export function keyWidth(key: KeySignature, before: KeySignature | undefined): number {
  const { sign, fifths } = keySigns(key, before);
  return Math.abs(fifths) * keyAdvance(sign);
}

export function drawKey(
  context: SystemContext,
  key: KeySignature,
  before: KeySignature | undefined,
  clef: Clef,
  x: number,
  bottomY: number,
): void {
  const { sign, fifths } = keySigns(key, before);
  keyPositions(fifths, clef).forEach((position, i) => {
    context.glyph(sign, x + i * keyAdvance(sign), bottomY - position * 5);
  });
}

function keyAdvance(sign: string): number {
  return textWidth(sign, 40, MUSIC_FONT) + (sign === SIGN.natural ? 2 : 0);
}

function keyPositions(fifths: number, clef: Clef): number[] {
  const isSharp = fifths > 0;
  const signs = (isSharp ? SHARPS : FLATS).slice(0, Math.abs(fifths));
  switch (clef.sign) {
    case 'percussion':
      return [];
    case 'G':
      return signs.map((position) => position + 2 * (clef.line - 2));
    case 'F':
      return signs.map((position) => position - 2 + 2 * (clef.line - 4));
    case 'C':
      if (clef.line === 4) {
        return isSharp ? TENOR_SHARPS.slice(0, fifths) : signs.map((position) => position + 1);
      }
      return signs.map((position) => position - 1 + 2 * (clef.line - 3));
    default:
      return assertNever(clef.sign);
  }
}

export function timeWidth(time: TimeSignature): number {
  return Math.max(digitsWidth(time.beats), digitsWidth(time.beatType));
}

export function drawTime(
  context: SystemContext,
  time: TimeSignature,
  x: number,
  bottomY: number,
): void {
  const width = timeWidth(time);
  const rows: readonly (readonly [number, number])[] = [
    [time.beats, 30],
    [time.beatType, 10],
  ];
  for (const [value, up] of rows) {
    context.glyph(digits(value, 0xe080), x + (width - digitsWidth(value)) / 2, bottomY - up);
  }
}

function digitsWidth(value: number): number {
  return textWidth(digits(value, 0xe080), 40, MUSIC_FONT);
}

/** A whole number in the digits of the music font that start at `zero`. */
export function digits(value: number, zero: number): string {
  return Array.from(String(value), (digit) => String.fromCharCode(zero + Number(digit))).join('');
}
