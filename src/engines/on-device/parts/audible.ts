/** A recording whose loud moments are below this holds nothing but noise of the equipment. */
export const SILENCE_DB = -70;

/** Loudness that one frame in twenty exceeds, in dB relative to full scale. */
export function loudLevelDb(loudnessDb: Float32Array): number {
  return loudnessDb.slice().sort()[Math.floor(loudnessDb.length * 0.95)] ?? -Infinity;
}
