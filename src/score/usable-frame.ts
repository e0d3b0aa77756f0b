import type { Transcription } from '../transcription/model.ts';
import { divAtSec } from './frame.ts';
import type { MetricalFrame } from './frame.ts';
import { DIVS_PER_QUARTER } from './time.ts';

/** Sixteenths and triplets of eighths: where onsets gather when the beats are right. */
const STEPS = [DIVS_PER_QUARTER / 4, DIVS_PER_QUARTER / 6];
/** Onsets this near to the grid, against what chance gives, are on it however few they are. */
const EXACT_SHARE = 0.05;
/** The share above which the frame says too little to be of use, however many onsets agree. */
const USEFUL_SHARE = 0.7;
/**
 * Standard deviations below chance that are asked for. The distance of a random onset from a grid is
 * uniform: the mean of n of them, over its expectation, has mean 1 and deviation 1/√(3n).
 */
const DEVIATIONS = 3;

/**
 * Whether the beats of a file describe its music: its onsets lie so much nearer to sixteenths or
 * triplets of the frame than onsets at random would that chance is no explanation.
 */
export function frameIsUsable(performance: Transcription, frame: MetricalFrame): boolean {
  const onsets = performance.instruments.flatMap((each) =>
    each.notes.map((note) => divAtSec(frame.tempoMap, note.startSec)),
  );
  if (onsets.length === 0) return true;
  const asked = Math.min(USEFUL_SHARE, 1 - DEVIATIONS / Math.sqrt(3 * onsets.length));
  return STEPS.some((step) => {
    const mean =
      onsets.reduce((sum, div) => sum + Math.abs(div - Math.round(div / step) * step), 0) /
      onsets.length;
    return mean < (Math.max(EXACT_SHARE, asked) * step) / 4;
  });
}
