import type { Transcription } from '../transcription/model.ts';
import type { Correction } from './corrections.ts';
import { secAtDiv } from './frame.ts';
import { beatDivsOf, metreOf } from './layout/metre.ts';
import type { Score } from './model.ts';

/** A note this near to a beat is struck on it. */
const ON_THE_BEAT_SEC = 0.06;
/** Bars looked through for a note on the beat wanted. */
const BARS_ASKED = 64;

/**
 * The correction that makes each bar begin one beat later (1) or earlier (−1): a note on that beat, in one of
 * the first bars, is said to be on a barline. `undefined` where there is none, or bars have one beat only.
 */
export function shiftBarlines(
  { bars, tempoMap }: Score,
  { instruments }: Transcription,
  by: 1 | -1,
): Extract<Correction, { kind: 'first-downbeat' }> | undefined {
  const onsetsSec = instruments.flatMap(({ notes }) => notes.map(({ startSec }) => startSec));
  // The first bar may be an upbeat, which begins in its middle.
  for (const { startDiv, time } of bars.slice(1, 1 + BARS_ASKED)) {
    const metre = metreOf(time);
    const beatDivs = beatDivsOf(metre);
    if (beatDivs === metre.barDivs) continue;
    const beatSec = secAtDiv(tempoMap, startDiv + by * beatDivs);
    const sec = onsetsSec.find((each) => Math.abs(each - beatSec) <= ON_THE_BEAT_SEC);
    if (sec !== undefined) return { kind: 'first-downbeat', sec };
  }
  return undefined;
}
