import type { Correction } from '../../score/corrections.ts';
import { estimateFrame } from '../../score/estimate-frame.ts';
import type { MetricalFrame } from '../../score/frame.ts';
import type { MidiDocument } from './document.ts';
import { frameOfDocument } from './score-of-document.ts';

/**
 * A document after somebody has put right what was wrong: the corrections are kept in it, and the beats,
 * barlines and keys they touch are inferred again around all of them. The performance stays.
 */
export function correctDocument(
  document: MidiDocument,
  corrections: readonly Correction[],
): MidiDocument {
  const all = [...document.corrections, ...corrections];
  return { ...document, corrections: all, frame: frameAfter(document, corrections, all) };
}

function frameAfter(
  document: MidiDocument,
  corrections: readonly Correction[],
  all: readonly Correction[],
): MetricalFrame {
  if (corrections.some(movesBeats)) return estimateFrame(document.performance, all);
  const frame = frameOfDocument(document);
  const said = corrections.findLast(({ kind }) => kind === 'key');
  return said?.kind === 'key' ? { ...frame, keys: [{ div: 0, key: said.key }] } : frame;
}

function movesBeats({ kind }: Correction): boolean {
  return kind === 'scale-tempo' || kind === 'first-downbeat' || kind === 'time-signature';
}
