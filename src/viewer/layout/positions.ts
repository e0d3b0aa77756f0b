import type { Clef, Ottava, Spelling } from '../../score/model.ts';
import { assertNever } from '../../errors.ts';

/** Middle line of a five-line staff, in staff positions. */
export const MIDDLE_LINE = 4;
/** Top line, in staff positions. */
export const TOP_LINE = 8;

const STEPS = 'CDEFGAB';

/**
 * Where a note stands: half spaces above the bottom line (0 = bottom line, 1 = lowest space).
 * @param ottavaOctaves octaves it is written away from its sound under an ottava bracket
 */
export function staffPosition(spelling: Spelling, clef: Clef, ottavaOctaves: number): number {
  const octave = spelling.octave - clef.octaveChange - ottavaOctaves;
  return diatonic(STEPS.indexOf(spelling.step), octave) - bottomLine(clef);
}

/** Diatonic number of the note on the bottom line of a staff under this clef. */
function bottomLine(clef: Clef): number {
  switch (clef.sign) {
    case 'G':
      return diatonic(4, 4) - 2 * (clef.line - 1);
    case 'F':
      return diatonic(3, 3) - 2 * (clef.line - 1);
    case 'C':
      return diatonic(0, 4) - 2 * (clef.line - 1);
    case 'percussion':
      // Places on a percussion staff are given as if under a treble clef.
      return diatonic(2, 4);
    default:
      return assertNever(clef.sign);
  }
}

function diatonic(step: number, octave: number): number {
  return octave * 7 + step;
}

/** The octaves an ottava bracket moves a note at this place by; 0 where there is none. */
export function ottavaAt(ottavas: readonly Ottava[], barIndex: number, offsetDivs: number): number {
  const found = ottavas.find(
    ({ startBar, startOffsetDivs, endBar, endOffsetDivs }) =>
      (barIndex > startBar || (barIndex === startBar && offsetDivs >= startOffsetDivs)) &&
      (barIndex < endBar || (barIndex === endBar && offsetDivs < endOffsetDivs)),
  );
  return found?.octaves ?? 0;
}
