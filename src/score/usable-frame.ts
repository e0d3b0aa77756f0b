import type { Transcription } from '../transcription/model.ts';
import { divAtSec } from './frame.ts';
import type { MetricalFrame } from './frame.ts';
import { DIVS_PER_QUARTER } from './time.ts';

/** Sixteenths and triplets of eighths: where onsets gather when the beats are right. */
const STEPS = [DIVS_PER_QUARTER / 4, DIVS_PER_QUARTER / 6];
/** Mean distance to the grid, as a share of what chance gives; below it the frame is believed. */
const CHANCE_SHARE = 0.7;

/**
 * Whether the beats of a file describe its music: its onsets lie much nearer to sixteenths or
 * triplets of the frame than onsets at random would.
 */
export function frameIsUsable(performance: Transcription, frame: MetricalFrame): boolean {
  const onsets = performance.instruments.flatMap((each) =>
    each.notes.map((note) => divAtSec(frame.tempoMap, note.startSec)),
  );
  if (onsets.length === 0) return true;
  return STEPS.some((step) => {
    const mean =
      onsets.reduce((sum, div) => sum + Math.abs(div - Math.round(div / step) * step), 0) /
      onsets.length;
    return mean < (CHANCE_SHARE * step) / 4;
  });
}
