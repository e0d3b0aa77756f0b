import type { Transcription } from '../transcription/model.ts';
import { divAtSec } from './frame.ts';
import type { MetricalFrame } from './frame.ts';
import { layOutBars } from './layout/bars.ts';
import { handGap, needsGrandStaff } from './layout/hands.ts';
import { estimateKeys } from './pitch/key.ts';
import { cellsOf } from './rhythm/cells.ts';
import { findSwing } from './rhythm/swing.ts';
import type { KeySignature } from './time.ts';

/** Something inferred that the user may want to be asked about; each has a Correction of its kind. */
export type NotationDecision =
  | {
      readonly kind: 'key';
      readonly key: KeySignature;
      readonly alternative: KeySignature;
      readonly confidence: number;
    }
  | { readonly kind: 'swing'; readonly swing: boolean; readonly confidence: number }
  | {
      readonly kind: 'staff-split';
      readonly instrumentIndex: number;
      /** Where the hands part in the middle of the piece: a MIDI pitch. */
      readonly pitch: number;
      readonly confidence: number;
    };

/**
 * How sure the notation is of its key, its swing and the hands of each keyboard part: `confidence`
 * is 0–1, a half where two readings are as good as each other. What corrections settle is left out
 * by the caller, who knows them.
 */
export function notationDecisions(
  performance: Transcription,
  frame: MetricalFrame,
): NotationDecision[] {
  const { stretches, alternative, confidence } = estimateKeys(performance);
  const decisions: NotationDecision[] = [];
  const key = frame.keys[0]?.key ?? stretches[0]?.key;
  if (key !== undefined) decisions.push({ kind: 'key', key, alternative, confidence });
  const lastSec = Math.max(
    0,
    ...performance.instruments.map((each) => each.notes.at(-1)?.startSec ?? 0),
  );
  const bars = layOutBars(frame, [], divAtSec(frame.tempoMap, lastSec));
  const swing = findSwing(performance, cellsOf(bars), frame.tempoMap);
  decisions.push({ kind: 'swing', swing: swing.share > 0.5, confidence: swing.confidence });
  performance.instruments.forEach((instrument, instrumentIndex) => {
    if (!needsGrandStaff(instrument)) return;
    const { pitch, clearShare } = handGap(instrument.notes);
    decisions.push({ kind: 'staff-split', instrumentIndex, pitch, confidence: clearShare });
  });
  return decisions;
}
