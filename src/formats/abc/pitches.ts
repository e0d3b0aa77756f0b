import { keyAlter } from '../../score/pitch/line-of-fifths.ts';
import type { Clef, ScoreNote, Spelling } from '../../score/model.ts';

const ACCIDENTALS = { '-2': '__', '-1': '_', '0': '=', '1': '^', '2': '^^' } as const;
/** What no alteration equals: whatever follows needs an accidental of its own. */
const IN_DOUBT = NaN;
/** `c` is the C above middle C. */
const LOWER_CASE_OCTAVE = 5;

/**
 * Writes the pitches of one voice. Programs disagree on whether an accidental also holds for other
 * octaves in its bar, and whether that of a note tied over the barline holds for others after it, so
 * one is written wherever any of them would be in doubt.
 */
export class PitchWriter {
  readonly #byStep = new Map<string, number>();
  readonly #byPlace = new Map<string, number>();
  #fifths = 0;

  /** At every barline. */
  startBar(fifths: number): void {
    this.#fifths = fifths;
    this.#byStep.clear();
    this.#byPlace.clear();
  }

  /** A note without its length and tie; under an octave clef it is written where it stands, not where it sounds. */
  pitch({ spelling, tiedFromPrevious }: ScoreNote, clef: Clef, isPercussion: boolean): string {
    if (isPercussion) return letter(spelling.step, spelling.octave);
    const accidental = this.#accidental(spelling, tiedFromPrevious);
    return accidental + letter(spelling.step, spelling.octave - clef.octaveChange);
  }

  #accidental({ step, alter, octave }: Spelling, isTiedFromPrevious: boolean): string {
    const place = `${step}${octave}`;
    const signed = keyAlter(this.#fifths, step);
    const readings = [this.#byStep.get(step) ?? signed, this.#byPlace.get(place) ?? signed];
    const next = isTiedFromPrevious ? IN_DOUBT : alter;
    this.#byStep.set(step, next);
    this.#byPlace.set(place, next);
    return readings.every((reading) => reading === alter) ? '' : ACCIDENTALS[alter];
  }
}

function letter(step: string, octave: number): string {
  return octave >= LOWER_CASE_OCTAVE
    ? step.toLowerCase() + "'".repeat(octave - LOWER_CASE_OCTAVE)
    : step + ','.repeat(LOWER_CASE_OCTAVE - 1 - octave);
}
