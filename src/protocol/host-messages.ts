import * as v from 'valibot';
import type { Score } from '../score/model.ts';
import type { Transcription } from '../transcription/model.ts';
import { isTuning } from '../transcription/tuning.ts';
import { scoreHeader, type ScoreHeader } from './header.ts';
import { LIMITS } from './limits.ts';
import { parseWith, type Parsed } from './parse.ts';
import {
  heardInstruments,
  heardNotes,
  type HeardInstrument,
  type HeardNotes,
} from './performance.ts';
import { heardInstrumentSchema, heardNotesSchema, timelineSchema } from './playback-schema.ts';
import { rasterisePageSchema, type RasterisePage } from './rasterise.ts';
import { scoreHeaderSchema, scoreSliceSchema } from './score-schema.ts';
import { sliceBars, type ScoreSlice } from './slice.ts';
import { tablatureSchema, type TablatureAnswer } from './tablature.ts';
import { timelineOf, type Timeline } from './timeline.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** A score to show instead of whatever is shown; the notes of its first bars come along. */
export interface ScoreOpened {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'score-opened';
  /** Different for every score opened in this view: answers about an older one are dropped. */
  readonly revision: number;
  readonly header: ScoreHeader;
  readonly slice: ScoreSlice;
}

/** The answer to `request-bars`. */
export interface BarsAnswer {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'bars';
  readonly revision: number;
  readonly requestId: number;
  readonly slice: ScoreSlice;
}

/** Nothing can be shown: a sentence for a person, and what they can do about it. */
export interface ErrorShown {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'error';
  readonly sentence: string;
  readonly hint: string;
}

/** The answer to `request-playback`. */
export interface PlaybackOpened {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'playback';
  readonly revision: number;
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
  readonly revision: number;
  readonly requestId: number;
  readonly notes: HeardNotes;
}

/** The answer to `request-recording`. */
export interface RecordingAnswer {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'recording';
  readonly revision: number;
  /** `null`: there is none, and `sentence` says why. */
  readonly recording: RecordingOffer | null;
  readonly sentence: string;
}

export interface RecordingOffer {
  /** File name without its folder. */
  readonly name: string;
  readonly byteLength: number;
}

/** The answer to `request-recording-bytes`; fewer than asked for only at the end. */
export interface RecordingBytes {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'recording-bytes';
  readonly revision: number;
  readonly requestId: number;
  readonly offset: number;
  readonly bytes: ArrayBuffer;
}

/** Everything the host may say to the view. */
export type HostMessage =
  | ScoreOpened
  | BarsAnswer
  | PlaybackOpened
  | NotesAnswer
  | RecordingAnswer
  | RecordingBytes
  | RasterisePage
  | TablatureAnswer
  | ErrorShown;

const version = v.literal(PROTOCOL_VERSION);
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sentence = v.pipe(v.string(), v.maxLength(LIMITS.sentenceLength));

const hostMessageSchema: v.GenericSchema<unknown, HostMessage> = v.variant('type', [
  v.strictObject({
    version,
    type: v.literal('score-opened'),
    revision: id,
    header: scoreHeaderSchema,
    slice: scoreSliceSchema,
  }),
  v.strictObject({
    version,
    type: v.literal('bars'),
    revision: id,
    requestId: id,
    slice: scoreSliceSchema,
  }),
  v.strictObject({
    version,
    type: v.literal('playback'),
    revision: id,
    timeline: timelineSchema,
    instruments: v.pipe(v.array(heardInstrumentSchema), v.maxLength(LIMITS.parts)),
    durationSec: v.pipe(v.number(), v.minValue(0), v.maxValue(LIMITS.durationSec)),
    tuningHz: v.exactOptional(v.custom<number>(isTuning)),
  }),
  v.strictObject({
    version,
    type: v.literal('notes'),
    revision: id,
    requestId: id,
    notes: heardNotesSchema,
  }),
  v.strictObject({
    version,
    type: v.literal('recording'),
    revision: id,
    recording: v.nullable(
      v.strictObject({
        name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
        byteLength: v.pipe(id, v.minValue(1), v.maxValue(LIMITS.recordingBytes)),
      }),
    ),
    sentence,
  }),
  v.strictObject({
    version,
    type: v.literal('recording-bytes'),
    revision: id,
    requestId: id,
    offset: v.pipe(id, v.maxValue(LIMITS.recordingBytes)),
    bytes: v.pipe(
      v.instance(ArrayBuffer),
      v.check(({ byteLength }) => byteLength <= LIMITS.bytesPerRange, 'at most one piece'),
    ),
  }),
  rasterisePageSchema,
  tablatureSchema,
  v.strictObject({
    version,
    type: v.literal('error'),
    sentence,
    hint: sentence,
  }),
]);

/** Checks what arrived in the view. Never throws. */
export function parseHostMessage(value: unknown): Parsed<HostMessage> {
  return parseWith(hostMessageSchema, value);
}

/** Bars that travel with `score-opened`: what a first screen shows. */
const FIRST_BARS = 16;

/** @param revision a number not used before in this view */
export function scoreOpened(score: Score, revision: number): ScoreOpened {
  const slice = sliceBars(score, 0, FIRST_BARS);
  return {
    version: PROTOCOL_VERSION,
    type: 'score-opened',
    revision,
    header: scoreHeader(score),
    slice,
  };
}

/** Answers a request for `count` bars from `first` on with the bars there are, at most 64. */
export function barsAnswer(
  score: Score,
  revision: number,
  request: {
    readonly requestId: number;
    readonly first: number;
    readonly count: number;
  },
): BarsAnswer {
  const { requestId, first, count } = request;
  const slice = sliceBars(score, first, Math.min(count, LIMITS.barsPerRange));
  return {
    version: PROTOCOL_VERSION,
    type: 'bars',
    revision,
    requestId,
    slice,
  };
}

/** @param revision of the score that is shown */
export function playbackOpened(
  score: Score,
  performance: Transcription,
  revision: number,
): PlaybackOpened {
  return {
    version: PROTOCOL_VERSION,
    type: 'playback',
    revision,
    timeline: timelineOf(score),
    instruments: heardInstruments(performance),
    durationSec: performance.durationSec,
    ...(performance.tuningHz === undefined ? {} : { tuningHz: performance.tuningHz }),
  };
}

/** Answers a request for notes with the notes there are, at most 4096. */
export function notesAnswer(
  performance: Transcription,
  revision: number,
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
    revision,
    requestId,
    notes,
  };
}

/** @param hint what to do about it; empty for nothing */
export function errorShown(sentence: string, hint = ''): ErrorShown {
  return {
    version: PROTOCOL_VERSION,
    type: 'error',
    sentence: sentence.slice(0, LIMITS.sentenceLength),
    hint: hint.slice(0, LIMITS.sentenceLength),
  };
}
