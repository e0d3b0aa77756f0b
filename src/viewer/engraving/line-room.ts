import type { ScoreHeader } from '../../protocol/header.ts';
import type { ScoreSlice } from '../../protocol/slice.ts';
import { KEY_ACCIDENTAL_SPACES, TIME_SPACES } from '../../protocol/weights.ts';
import { mostAccidentals } from '../../score/transposition/written-key.ts';
import { leftMargin } from './frame.ts';

/** Staff spaces that clef and key take at the start of an ordinary line. */
const LINE_START_SPACES = 5;

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
  const key = mostAccidentals(concert, slice.parts) * KEY_ACCIDENTAL_SPACES;
  const signs = LINE_START_SPACES + key;
  return {
    first: (width - leftMargin(header, true)) / 10 - signs - TIME_SPACES,
    others: (width - leftMargin(header, false)) / 10 - signs,
  };
}
