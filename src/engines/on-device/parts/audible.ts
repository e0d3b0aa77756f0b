import type { FrameNote } from '../basic-pitch/notes.ts';

/** A recording whose loud moments are below this holds nothing but noise of the equipment. */
export const SILENCE_DB = -70;
/** Notes this far below the loud moments of the recording are imagined: the model hears in relative terms. */
const RANGE_DB = 48;
/** The sound of a note may come a little after its onset. */
const ATTACK_FRAMES = 9;

/** Loudness that one frame in twenty exceeds, in dB relative to full scale. */
export function loudLevelDb(loudnessDb: Float32Array): number {
  return loudnessDb.slice().sort()[Math.floor(loudnessDb.length * 0.95)] ?? -Infinity;
}

/** Whether there is any sound where a note is said to begin. */
export function audibilityTest(loudnessDb: Float32Array): (note: FrameNote) => boolean {
  const floorDb = Math.max(SILENCE_DB, loudLevelDb(loudnessDb) - RANGE_DB);
  return ({ startFrame, endFrame }) =>
    loudnessDb
      .subarray(startFrame, Math.min(endFrame, startFrame + ATTACK_FRAMES))
      .some((level) => level > floorDb);
}
