import type { StringFret } from '../model.ts';

/** Sounding MIDI pitches of the open strings, from the lowest to the highest. */
export type Tuning = readonly number[];

const GUITAR: Tuning = [40, 45, 50, 55, 59, 64];
const BASS: Tuning = [28, 33, 38, 43];
const DROP_D: Tuning = [38, 45, 50, 55, 59, 64];
/** The low B of five-string basses and seven-string guitars. */
const LOW_BASS = 23;
const LOW_GUITAR = 35;

/** Frets of a fingerboard; the electric instruments' usual number. */
export const MOST_FRETS = 24;

/** Whether the instrument has this place; a note it has not is shown beyond its ends. */
export function isOnFingerboard({ fret }: StringFret): boolean {
  return fret >= 0 && fret <= MOST_FRETS;
}

/** Guitars and basses, by General MIDI program. */
export function isFretted(part: {
  readonly program: number;
  readonly isPercussion: boolean;
}): boolean {
  return !part.isPercussion && part.program >= 24 && part.program <= 39;
}

/**
 * The standard tuning of a guitar or bass by its General MIDI program, or the most usual one its notes
 * need: the low string tuned down to D, else one string more; `undefined` for instruments without frets.
 */
export function tuningFor(program: number, lowestPitch: number): Tuning | undefined {
  if (program >= 24 && program <= 31) {
    if (lowestPitch >= (GUITAR[0] ?? 0) || lowestPitch < LOW_GUITAR) return GUITAR;
    return lowestPitch >= (DROP_D[0] ?? 0) ? DROP_D : [LOW_GUITAR, ...GUITAR];
  }
  if (program >= 32 && program <= 39) {
    return lowestPitch < (BASS[0] ?? 0) ? [LOW_BASS, ...BASS] : BASS;
  }
  return undefined;
}
