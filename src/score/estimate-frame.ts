import type { Transcription } from '../transcription/model.ts';
import type { Correction } from './corrections.ts';
import type { MetricalFrame } from './frame.ts';
import { estimateKey } from './pitch/key.ts';
import { DIVS_PER_QUARTER } from './time.ts';

/** A steady 120 beats per minute. */
export function estimateFrame(
  performance: Transcription,
  corrections: readonly Correction[],
): MetricalFrame {
  const key = corrections.find((each) => each.kind === 'key')?.key;
  return {
    tempoMap: [
      { div: 0, sec: 0 },
      { div: DIVS_PER_QUARTER, sec: 0.5 },
    ],
    timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
    keys: [{ div: 0, key: key ?? estimateKey(performance) }],
    firstBarDiv: 0,
  };
}
