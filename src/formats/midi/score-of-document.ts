import { estimateFrame } from '../../score/estimate-frame.ts';
import type { MetricalFrame } from '../../score/frame.ts';
import { inferScore } from '../../score/infer-score.ts';
import type { Score } from '../../score/model.ts';
import { frameIsUsable } from '../../score/usable-frame.ts';
import type { MidiDocument } from './document.ts';

/** The notation of a `.mid`: a pure function of its bytes, whoever wrote it. */
export function scoreOfDocument(document: MidiDocument): Score {
  const { title, performance, corrections } = document;
  return inferScore({ title, performance, frame: frameOfDocument(document), corrections });
}

/** Our own files say where the beats are; in files from the wild that is believed only if the notes agree. */
export function frameOfDocument(document: MidiDocument): MetricalFrame {
  const { frame, performance, provenance, corrections } = document;
  if (frame !== undefined && (provenance !== undefined || frameIsUsable(performance, frame))) {
    return frame;
  }
  return estimateFrame(performance, corrections);
}
