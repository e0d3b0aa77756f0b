import { estimateFrame } from '../../score/estimate-frame.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { MidiDocument, Provenance } from './document.ts';

/** What an engine heard, in the metrical frame estimated for it: the document to be saved. */
export function documentOfTranscription(
  title: string,
  transcription: Transcription,
  provenance: Provenance,
): MidiDocument {
  return {
    title,
    performance: transcription,
    frame: estimateFrame(transcription, []),
    corrections: [],
    provenance,
  };
}
