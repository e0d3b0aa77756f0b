import type { Instrument } from '../../transcription/model.ts';
import type { Clef } from '../model.ts';

export const TREBLE: Clef = { sign: 'G', line: 2, octaveChange: 0 };
export const BASS: Clef = { sign: 'F', line: 4, octaveChange: 0 };
export const ALTO: Clef = { sign: 'C', line: 3, octaveChange: 0 };
export const TENOR: Clef = { sign: 'C', line: 4, octaveChange: 0 };
export const PERCUSSION: Clef = { sign: 'percussion', line: 2, octaveChange: 0 };

/** Programs of General MIDI. */
export const VIOLA = 41;
const DOUBLE_BASS = 43;

/** Octaves from written to sounding pitch: guitars, basses and the double bass are written an octave up. */
export function octaveTransposition(instrument: Instrument): number {
  const { program, isDrum } = instrument;
  if (isDrum) return 0;
  return (program >= 24 && program <= 39) || program === DOUBLE_BASS ? -1 : 0;
}

/** The clef a hand at a grand staff reads, where nothing speaks against it. */
export function clefOfHand(staff: number): Clef {
  return staff === 0 ? TREBLE : BASS;
}

/** The clef whose staff these written pitches stick out of least. */
export function clefFor(instrument: Instrument, writtenPitches: readonly number[]): Clef {
  if (instrument.isDrum) return PERCUSSION;
  if (instrument.program === VIOLA) return ALTO;
  if (instrument.program >= 24 && instrument.program <= 31) return TREBLE;
  return beyond(writtenPitches, TREBLE) <= beyond(writtenPitches, BASS) ? TREBLE : BASS;
}

/** Pitches of the outer lines of a staff. */
export function linesOf(clef: Clef): readonly [number, number] {
  switch (clef) {
    case BASS:
      return [43, 57];
    case TENOR:
      return [50, 64];
    case ALTO:
      return [53, 67];
    default:
      return [64, 77];
  }
}

/** How far the pitches stick out of a staff, in semitones, all together. */
function beyond(pitches: readonly number[], clef: Clef): number {
  const [bottom, top] = linesOf(clef);
  return pitches.reduce((sum, pitch) => sum + Math.max(0, bottom - 2 - pitch, pitch - top - 2), 0);
}
