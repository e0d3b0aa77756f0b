/** What instruments of our time are tuned to: A4 in Hz. */
export const CONCERT_PITCH_HZ = 440;

/** A tuning as musicians write it: "A = 432 Hz". @param tuningHz frequency of A4 */
export function tuningText(tuningHz: number): string {
  return `A = ${Math.round(tuningHz)} Hz`;
}

/** No further from 440 Hz than half a semitone, by which the keys would be others. */
export function isTuning(value: unknown): value is number {
  return typeof value === 'number' && value > 427 && value < 453;
}
