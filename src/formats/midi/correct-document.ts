import { assertNever } from '../../errors.ts';
import type { Correction } from '../../score/corrections.ts';
import { estimateFrame } from '../../score/estimate-frame.ts';
import type { MetricalFrame } from '../../score/frame.ts';
import type { MidiDocument } from './document.ts';
import { frameOfDocument } from './score-of-document.ts';

/**
 * A document after somebody has put right what was wrong: the correction is kept in it, and the beats,
 * barlines and keys it touches are inferred again around all corrections so far. The performance stays.
 */
export function correctDocument(document: MidiDocument, correction: Correction): MidiDocument {
  const corrections = [...document.corrections, correction];
  return { ...document, corrections, frame: frameAfter(document, correction, corrections) };
}

function frameAfter(
  document: MidiDocument,
  correction: Correction,
  corrections: readonly Correction[],
): MetricalFrame {
  switch (correction.kind) {
    case 'scale-tempo':
    case 'first-downbeat':
    case 'time-signature':
      return estimateFrame(document.performance, corrections);
    case 'key':
      return { ...frameOfDocument(document), keys: [{ div: 0, key: correction.key }] };
    case 'clef':
    case 'grid':
    case 'swing':
    case 'staff-split':
    case 'octave':
      return frameOfDocument(document);
    default:
      return assertNever(correction);
  }
}
