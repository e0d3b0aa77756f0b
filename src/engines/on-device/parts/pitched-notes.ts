import { compareNotes, type NoteEvent } from '../../../transcription/model.ts';
import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';
import { decodeNotes, type FrameNote, type NoteSettings } from '../basic-pitch/notes.ts';
import { audibilityTest } from './audible.ts';
import { joinReattacks } from './join-reattacks.ts';
import { withoutGhosts } from './without-ghosts.ts';

/**
 * The library's thresholds. With `isConvincing` and `withoutGhosts`, onset F1 goes from 65, 63, 59 and
 * 82 % to 72, 68, 60 and 88 % on band arrangements in two sound fonts, songs and string quartets, and
 * piano performances (35 excerpts).
 */
const SETTINGS: NoteSettings = {
  onsetThreshold: 0.5,
  frameThreshold: 0.3,
  minFrames: 5,
  withoutOnset: true,
};

/** Least sum of a note's onset and frame activations: faint notes need a clear beginning. */
const MIN_CONVICTION = 1;
/** A note that sounds as clearly as this needs no onset. */
const CLEAR = 0.65;

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
  return withoutGhosts(joinReattacks(decodeNotes(activations, SETTINGS)))
    .filter(isConvincing)
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

function isConvincing({ onset, amplitude }: FrameNote): boolean {
  return onset + amplitude >= MIN_CONVICTION || amplitude >= CLEAR;
}
