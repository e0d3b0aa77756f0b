import * as v from 'valibot';
import type { Score } from '../score/model.ts';
import { scoreHeader, type ScoreHeader } from './header.ts';
import { LIMITS } from './limits.ts';
import { parseWith, type Parsed } from './parse.ts';
import { scoreHeaderSchema, scoreSliceSchema } from './score-schema.ts';
import { sliceBars, type ScoreSlice } from './slice.ts';
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

/** Everything the host may say to the view. */
export type HostMessage = ScoreOpened | BarsAnswer | ErrorShown;

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
  v.strictObject({ version, type: v.literal('error'), sentence, hint: sentence }),
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
  request: { readonly requestId: number; readonly first: number; readonly count: number },
): BarsAnswer {
  const { requestId, first, count } = request;
  const slice = sliceBars(score, first, Math.min(count, LIMITS.barsPerRange));
  return { version: PROTOCOL_VERSION, type: 'bars', revision, requestId, slice };
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
