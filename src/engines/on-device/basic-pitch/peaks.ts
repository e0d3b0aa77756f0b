import { KEYS } from './grid.ts';
import type { Activations } from './model.ts';

/** Frames the energy is compared over when onsets are inferred. */
const DIFFERENCE_FRAMES = 2;

/**
 * Where notes begin: cells (frame × 88 + key) whose onset activation, or whose rise in energy scaled to
 * the onsets' range, is above `threshold` and above that of the frames before and after it.
 * In reading order. Follows `outputToNotesPoly` of Spotify's Basic Pitch (Apache-2.0).
 */
export function onsetPeaks({ frames, onsets }: Activations, threshold: number): number[] {
  const scale = riseScale(frames, onsets);
  const rises = (cell: number): number => Math.max(onsets[cell] ?? 0, scale * riseAt(frames, cell));
  const peaks: number[] = [];
  for (let cell = 0; cell < frames.length; cell++) {
    // Most cells are nowhere near: look at the neighbours of the few that are.
    const value = rises(cell);
    if (!(value > threshold)) continue;
    const before = cell - KEYS;
    const after = cell + KEYS;
    if (before >= 0 && !(value > rises(before))) continue;
    if (after < frames.length && !(value > rises(after))) continue;
    peaks.push(cell);
  }
  return peaks;
}

/** The smaller of the rises since one and two frames ago; never negative. */
function riseAt(frames: Float32Array, cell: number): number {
  if (cell < DIFFERENCE_FRAMES * KEYS) return 0;
  const now = frames[cell] ?? 0;
  const before = Math.max(frames[cell - KEYS] ?? 0, frames[cell - 2 * KEYS] ?? 0);
  return now > before ? now - before : 0;
}

/** What brings the largest rise to the height of the largest onset. */
function riseScale(frames: Float32Array, onsets: Float32Array): number {
  let onsetMax = 0;
  let riseMax = 0;
  for (let cell = 0; cell < frames.length; cell++) {
    onsetMax = Math.max(onsetMax, onsets[cell] ?? 0);
    riseMax = Math.max(riseMax, riseAt(frames, cell));
  }
  return riseMax > 0 ? onsetMax / riseMax : 0;
}
