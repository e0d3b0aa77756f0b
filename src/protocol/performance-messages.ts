import * as v from 'valibot';
import type { Score } from '../score/model.ts';
import type { Transcription } from '../transcription/model.ts';
import { isTuning } from '../transcription/tuning.ts';
import { id, version } from './fields.ts';
import { LIMITS } from './limits.ts';
import {
  heardInstruments,
  heardNotes,
  type HeardInstrument,
  type HeardNotes,
} from './performance.ts';
import { fitsIn, pcmLayoutSchema, type PcmLayout } from './pcm-layout.ts';
import { heardInstrumentSchema, heardNotesSchema, timelineSchema } from './playback-schema.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** The answer to `request-playback`. */
export interface PlaybackOpened {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'playback';
  readonly performanceId: number;
  readonly timeline: Timeline;
  /** All that were heard, in the order of the file, whatever parts are shown. */
  readonly instruments: readonly HeardInstrument[];
  /** Length of the recording in seconds; at least the end of the last note. */
  readonly durationSec: number;
  /** Frequency of A4 in Hz, where the recording is not tuned to 440. */
  readonly tuningHz?: number;
}

/** The answer to `request-notes`. */
export interface NotesAnswer {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'notes';
  readonly performanceId: number;
  readonly requestId: number;
  readonly notes: HeardNotes;
}

/** The answer to `request-recording`: what lies beside the score to be heard. No sound of it was read yet. */
export interface RecordingAnswer {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'recording';
  readonly performanceId: number;
  /** `null`: there is none, and `sentence` says why. */
  readonly recording: RecordingOffer | null;
  readonly sentence: string;
  /** The recording taken apart, an instrument or a group of them in each file; often there are none. */
  readonly stems: readonly SoundOffer[];
}

export interface SoundOffer {
  /** Of the recording its file name without the folder; of a stem without the extension, too. */
  readonly name: string;
  readonly byteLength: number;
}

export interface RecordingOffer extends SoundOffer {
  /** Of recordings that are better fetched as they are heard than whole; `null` of all others. */
  readonly pcm: PcmLayout | null;
}

/** The answer to `request-recording-bytes`; fewer than were asked for only at the end. */
export interface RecordingBytes {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'recording-bytes';
  readonly performanceId: number;
  readonly requestId: number;
  /** `null` where the file cannot be read any more, or is another now. */
  readonly bytes: ArrayBuffer | null;
  /** The file is not the one that was offered. */
  readonly isChanged: boolean;
}

function soundOffer(mostBytes: number) {
  return {
    name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
    byteLength: v.pipe(id, v.minValue(1), v.maxValue(mostBytes)),
  };
}

const recordingOffer = v.pipe(
  v.strictObject({ ...soundOffer(LIMITS.recordingBytes), pcm: v.nullable(pcmLayoutSchema) }),
  v.check(
    ({ byteLength, pcm }) => pcm === null || fitsIn(byteLength, pcm),
    'all samples in the file',
  ),
);
const stemOffer = v.strictObject(soundOffer(LIMITS.stemBytes));

export const performanceSchemas = [
  v.strictObject({
    version,
    type: v.literal('playback'),
    performanceId: id,
    timeline: timelineSchema,
    instruments: v.pipe(v.array(heardInstrumentSchema), v.maxLength(LIMITS.parts)),
    durationSec: v.pipe(v.number(), v.minValue(0), v.maxValue(LIMITS.durationSec)),
    tuningHz: v.exactOptional(v.custom<number>(isTuning)),
  }),
  v.strictObject({
    version,
    type: v.literal('notes'),
    performanceId: id,
    requestId: id,
    notes: heardNotesSchema,
  }),
  v.strictObject({
    version,
    type: v.literal('recording'),
    performanceId: id,
    recording: v.nullable(recordingOffer),
    sentence: v.pipe(v.string(), v.maxLength(LIMITS.sentenceLength)),
    stems: v.pipe(v.array(stemOffer), v.maxLength(LIMITS.stems)),
  }),
  v.strictObject({
    version,
    type: v.literal('recording-bytes'),
    performanceId: id,
    requestId: id,
    bytes: v.nullable(
      v.pipe(
        v.instance(ArrayBuffer),
        v.check(({ byteLength }) => byteLength <= LIMITS.bytesPerRange, 'at most one piece'),
      ),
    ),
    isChanged: v.boolean(),
  }),
] as const;

/** What there is to play, without the notes. */
export function playbackOpened(
  score: Score,
  performance: Transcription,
  performanceId: number,
): PlaybackOpened {
  return {
    version: PROTOCOL_VERSION,
    type: 'playback',
    performanceId,
    timeline: timelineOf(score),
    instruments: heardInstruments(performance),
    durationSec: performance.durationSec,
    ...(performance.tuningHz === undefined ? {} : { tuningHz: performance.tuningHz }),
  };
}

/** Answers a request for notes with the notes there are, at most 4096. */
export function notesAnswer(
  performance: Transcription,
  performanceId: number,
  request: {
    requestId: number;
    instrument: number;
    first: number;
    count: number;
  },
): NotesAnswer {
  const notes = heardNotes(performance, request);
  const { requestId } = request;
  return {
    version: PROTOCOL_VERSION,
    type: 'notes',
    performanceId,
    requestId,
    notes,
  };
}
