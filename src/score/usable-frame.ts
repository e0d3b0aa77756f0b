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
/** Onsets that are looked at together, so that beats which drift away from the music are found out. */
const STRETCH_ONSETS = 32;
/** A stretch that is so much of a step earlier or later than the music as a whole has drifted. */
const DRIFT_STEPS = 1 / 8;
/** Ornaments and cadenzas may go their own way for so much of the music. */
const DRIFTING_SHARE = 0.1;

/**
 * Whether the beats of a file describe its music: its onsets lie so much nearer to sixteenths or
 * triplets of the frame than onsets at random would that chance is no explanation, and they do so
 * throughout: music whose tempo is near to that of the file by accident drifts in and out of its grid.
 */
export function frameIsUsable(performance: Transcription, frame: MetricalFrame): boolean {
  const onsets = performance.instruments
    .flatMap((each) => each.notes.map((note) => divAtSec(frame.tempoMap, note.startSec)))
    .sort((a, b) => a - b);
  if (onsets.length === 0) return true;
  const asked = Math.min(USEFUL_SHARE, 1 - DEVIATIONS / Math.sqrt(3 * onsets.length));
  return STEPS.some(
    (step) =>
      distance(onsets, step) < (Math.max(EXACT_SHARE, asked) * step) / 4 && !drifts(onsets, step),
  );
}

/** Mean distance from the grid. */
function distance(onsets: readonly number[], step: number): number {
  const sum = onsets.reduce(
    (total, div) => total + Math.abs(div - Math.round(div / step) * step),
    0,
  );
  return sum / onsets.length;
}

function drifts(onsets: readonly number[], step: number): boolean {
  const whole = lateness(onsets, step);
  const stretches = Math.floor(onsets.length / STRETCH_ONSETS);
  let count = 0;
  for (let at = 0; at < stretches; at += 1) {
    const late =
      lateness(onsets.slice(at * STRETCH_ONSETS, (at + 1) * STRETCH_ONSETS), step) - whole;
    if (Math.abs(late - Math.round(late)) > DRIFT_STEPS) count += 1;
  }
  return count > DRIFTING_SHARE * stretches;
}

/** Mean lateness against the grid, in steps from -1/2 to 1/2: onsets half a step away cancel out. */
function lateness(onsets: readonly number[], step: number): number {
  let x = 0;
  let y = 0;
  for (const div of onsets) {
    const angle = (2 * Math.PI * div) / step;
    x += Math.cos(angle);
    y += Math.sin(angle);
  }
  return Math.atan2(y, x) / (2 * Math.PI);
}
