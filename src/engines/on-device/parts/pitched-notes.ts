import { compareNotes, type NoteEvent } from '../../../transcription/model.ts';
import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';
import { decodeNotes, type NoteSettings } from '../basic-pitch/notes.ts';
import { audibilityTest } from './audible.ts';

/**
 * The library's thresholds (.5, .3, 5, with notes that have no onset) made stricter: on band arrangements,
 * songs, string quartets and piano performances, 30 excerpts in two sound fonts, onset F1 goes from 65, 63,
 * 59 and 82 % to 71, 69, 62 and 88 %.
 */
const SETTINGS: NoteSettings = {
  onsetThreshold: 0.6,
  frameThreshold: 0.3,
  minFrames: 5,
  withoutOnset: false,
};

const FRAME_SEC = HOP_SAMPLES / MODEL_RATE;
/** The model marks onsets this late, on average over the same recordings. */
const ONSET_LAG_SEC = 0.006;
/** … and ends this much later than the key is let go: it hears the room ring. */
const END_LAG_SEC = 0.045;
const SHORTEST_SEC = 0.03;

/** Pitched notes in seconds from the start of the recording, sorted. */
export function findPitchedNotes(
  activations: Activations,
  loudnessDb: Float32Array,
  durationSec: number,
): NoteEvent[] {
  return decodeNotes(activations, SETTINGS)
    .filter(audibilityTest(loudnessDb))
    .map(({ pitch, startFrame, endFrame, amplitude, onset }) => {
      const startSec = Math.max(0, startFrame * FRAME_SEC - ONSET_LAG_SEC);
      const endSec = Math.max(startSec + SHORTEST_SEC, endFrame * FRAME_SEC - END_LAG_SEC);
      return {
        pitch,
        startSec,
        endSec: Math.min(endSec, Math.max(durationSec, startSec + SHORTEST_SEC)),
        velocity: Math.min(1, Math.max(0.05, amplitude)),
        confidence: Math.min(1, Math.max(onset, amplitude)),
      };
    })
    .filter(({ startSec }) => startSec + SHORTEST_SEC <= durationSec)
    .sort(compareNotes);
}
