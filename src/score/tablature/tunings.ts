/** Sounding MIDI pitches of the open strings, from the lowest to the highest. */
export type Tuning = readonly number[];

const GUITAR: Tuning = [40, 45, 50, 55, 59, 64];
const BASS: Tuning = [28, 33, 38, 43];
/** The low B of five-string basses and seven-string guitars. */
const LOW_BASS = 23;
const LOW_GUITAR = 35;

/** Frets of a fingerboard; the electric instruments' usual number. */
export const MOST_FRETS = 24;

/**
 * The standard tuning of a guitar or bass by its General MIDI program, with a lower string where its
 * notes need one; `undefined` for instruments without frets.
 */
export function tuningFor(program: number, lowestPitch: number): Tuning | undefined {
  if (program >= 24 && program <= 31) {
    return lowestPitch < (GUITAR[0] ?? 0) && lowestPitch >= LOW_GUITAR
      ? [LOW_GUITAR, ...GUITAR]
      : GUITAR;
  }
  if (program >= 32 && program <= 39) {
    return lowestPitch < (BASS[0] ?? 0) ? [LOW_BASS, ...BASS] : BASS;
  }
  return undefined;
}
