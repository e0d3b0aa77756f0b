import * as v from 'valibot';
import type { Score } from '../score/model.ts';
import { id, partId, version } from './fields.ts';
import { scoreHeader, type ScoreHeader } from './header.ts';
import { hearingSchemas, type HearingShown, type NotesHeardShown } from './hearing-messages.ts';
import { LIMITS } from './limits.ts';
import { parseWith, type Parsed } from './parse.ts';
import {
  performanceSchemas,
  type NotesAnswer,
  type PlaybackOpened,
  type RecordingAnswer,
  type RecordingBytes,
} from './performance-messages.ts';
import { rasterisePageSchema, type RasterisePage } from './rasterise.ts';
import { scoreHeaderSchema, scoreSliceSchema } from './score-schema.ts';
import { sliceBars, type ScoreSlice } from './slice.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** A score to show instead of whatever is shown; the notes of its first bars come along. */
export interface ScoreOpened {
  readonly version: typeof PROTOCOL_VERSION;
  readonly type: 'score-opened';
  /** Different for every score opened in this view: answers about an older one are dropped. */
  readonly revision: number;
  /**
   * The same for every way of showing one performance: other parts, another order, other names. What
   * was asked about the performance stays true, and what plays plays on.
   */
  readonly performanceId: number;
  readonly header: ScoreHeader;
  /** All parts there are, shown or not, in the order of the file. */
  readonly cast: readonly CastPart[];
  readonly slice: ScoreSlice;
}

/** A part of the score as the file has it, however it is arranged. */
export interface CastPart {
  /** `Part.id`. */
  readonly id: string;
  readonly name: string;
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

/** Everything the host may say to the view. */
export type HostMessage =
  | ScoreOpened
  | BarsAnswer
  | PlaybackOpened
  | NotesAnswer
  | RecordingAnswer
  | RecordingBytes
  | RasterisePage
  | HearingShown
  | NotesHeardShown
  | ErrorShown;

const castPartSchema = v.strictObject({
  id: partId,
  name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
});
const sentence = v.pipe(v.string(), v.maxLength(LIMITS.sentenceLength));

const hostMessageSchema: v.GenericSchema<unknown, HostMessage> = v.variant('type', [
  v.strictObject({
    version,
    type: v.literal('score-opened'),
    revision: id,
    performanceId: id,
    header: scoreHeaderSchema,
    cast: v.pipe(v.array(castPartSchema), v.maxLength(LIMITS.parts)),
    slice: scoreSliceSchema,
  }),
  v.strictObject({
    version,
    type: v.literal('bars'),
    revision: id,
    requestId: id,
    slice: scoreSliceSchema,
  }),
  ...performanceSchemas,
  ...hearingSchemas,
  rasterisePageSchema,
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

/**
 * @param score as it is to be shown
 * @param whole with all its parts
 */
export function scoreOpened(
  score: Score,
  whole: Score,
  ids: Pick<ScoreOpened, 'revision' | 'performanceId'>,
): ScoreOpened {
  const { revision, performanceId } = ids;
  return {
    version: PROTOCOL_VERSION,
    type: 'score-opened',
    revision,
    performanceId,
    header: scoreHeader(score),
    cast: whole.parts.map(({ id, name }) => ({ id, name })),
    slice: sliceBars(score, 0, FIRST_BARS),
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

/** @param hint what to do about it; empty for nothing */
export function errorShown(sentence: string, hint = ''): ErrorShown {
  return {
    version: PROTOCOL_VERSION,
    type: 'error',
    sentence: sentence.slice(0, LIMITS.sentenceLength),
    hint: hint.slice(0, LIMITS.sentenceLength),
  };
}
