import { BINS_PER_KEY, KEYS, PITCH_BINS, WINDOW_FRAMES } from './grid.ts';

/** Where the model sees no pitch near a key. */
export const NO_BEND = -128;

/** So far from its key a bent note is looked for, in bins: a semitone and a third. */
const REACH = 4;
/** What is further away counts for less: one standard deviation, in bins. */
const SPREAD = 2.5;
const FAINTEST = 0.15;
/** Bins on each side of a peak that say where in it the pitch is. */
const AROUND = 2;
/** Of a key's three bins, a note in tune is in the middle one. */
const MIDDLE = 1;
const CENTS_PER_BIN = 100 / BINS_PER_KEY;
const MOST_CENTS = 127;

/**
 * How far from each key the contours of a window lie in each frame, in cents: the peak of the activations around it
 * (Bittner et al. 2022 find bends so), to a fraction of a bin by the centre of gravity of what is next to it.
 * @param contours of the first frame on, `width` numbers a frame
 */
export function readBends(contours: Float32Array, width: number, bends: Int8Array): void {
  for (let frame = 0; frame < WINDOW_FRAMES; frame++) {
    for (let key = 0; key < KEYS; key++) {
      bends[frame * KEYS + key] = bendOf(contours, frame * width, key * BINS_PER_KEY + MIDDLE);
    }
  }
}

function bendOf(contours: Float32Array, from: number, centre: number): number {
  const low = Math.max(0, centre - REACH);
  const high = Math.min(PITCH_BINS - 1, centre + REACH);
  let [best, bestWeight] = [-1, 0];
  for (let bin = low; bin <= high; bin++) {
    const weight = (contours[from + bin] ?? 0) * Math.exp(-0.5 * ((bin - centre) / SPREAD) ** 2);
    if (weight > bestWeight) [best, bestWeight] = [bin, weight];
  }
  const peak = contours[from + best] ?? 0;
  if (best < 0 || peak < FAINTEST) return NO_BEND;
  let [sum, weights] = [0, 0];
  for (let bin = best - AROUND; bin <= best + AROUND; bin++) {
    const weight = bin < 0 || bin >= PITCH_BINS ? 0 : (contours[from + bin] ?? 0);
    sum += weight * (bin - centre);
    weights += weight;
  }
  const cents = Math.round((sum / weights) * CENTS_PER_BIN);
  return Math.max(-MOST_CENTS, Math.min(MOST_CENTS, cents));
}
