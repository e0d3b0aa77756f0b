import { StemstaveError } from '../../../errors.ts';
import {
  compareNotes,
  type Instrument,
  type NoteEvent,
  type Transcription,
} from '../../../transcription/model.ts';
import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';
import { decodeNotes } from '../basic-pitch/notes.ts';

export interface Heard {
  readonly activations: Activations;
  readonly hits: readonly NoteEvent[];
  readonly loudnessDb: Float32Array;
  readonly durationSec: number;
}
export function findParts(heard: Heard): Transcription {
  const sec = HOP_SAMPLES / MODEL_RATE;
  const notes = decodeNotes(heard.activations, {
    onsetThreshold: 0.5,
    frameThreshold: 0.3,
    minFrames: 11,
    withoutOnset: true,
  })
    .map((n): NoteEvent => ({
      pitch: n.pitch,
      startSec: n.startFrame * sec,
      endSec: n.endFrame * sec,
      velocity: n.amplitude,
      confidence: n.amplitude,
    }))
    .sort(compareNotes);
  if (notes.length === 0)
    throw new StemstaveError('no-notes', 'No notes were found in this recording.');
  return {
    instruments: [{ name: 'Notes', program: 0, isDrum: false, notes }] satisfies Instrument[],
    durationSec: heard.durationSec,
  };
}
