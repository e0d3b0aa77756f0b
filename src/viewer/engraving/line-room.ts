import type { ScoreHeader } from '../../protocol/header.ts';
import type { ScoreSlice } from '../../protocol/slice.ts';
import { writtenKey } from '../../score/transposition/written-key.ts';
import { leftMargin } from './frame.ts';

/** Staff spaces that clef and key take at the start of an ordinary line. */
const LINE_START_SPACES = 5;
const TIME_SPACES = 3;
const KEY_ACCIDENTAL_SPACES = 1.1;

/**
 * Room for bars on the first and on all other lines, in staff spaces.
 * @param width of a whole line, in units
 */
export function lineRoom(
  header: ScoreHeader,
  slice: ScoreSlice,
  width: number,
): { readonly first: number; readonly others: number } {
  const concert = slice.bars[0]?.key ?? { fifths: 0, mode: 'major' };
  const accidentals = slice.parts.map(({ transposition }) =>
    Math.abs(writtenKey(concert, transposition ?? undefined).fifths),
  );
  const key = Math.max(0, ...accidentals) * KEY_ACCIDENTAL_SPACES;
  const signs = LINE_START_SPACES + key;
  return {
    first: (width - leftMargin(header, true)) / 10 - signs - TIME_SPACES,
    others: (width - leftMargin(header, false)) / 10 - signs,
  };
}
