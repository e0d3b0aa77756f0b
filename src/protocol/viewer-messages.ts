import * as v from 'valibot';
import { id, partId, version } from './fields.ts';
import { LIMITS } from './limits.ts';
import { parseWith, type Parsed } from './parse.ts';
import { pageRasterisedSchema } from './rasterise.ts';

const barIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.bars));

const viewerMessageSchema = v.variant('type', [
  /** The view runs and wants to be told what to show. */
  v.strictObject({ version, type: v.literal('ready') }),
  /** How the view looks now, in words of its own, to be given to the next one of this score. */
  v.strictObject({
    version,
    type: v.literal('keep-view'),
    state: v.pipe(v.string(), v.maxLength(LIMITS.keptViewLength)),
  }),
  /** The transcription that is shown is wanted no more. */
  v.strictObject({ version, type: v.literal('cancel-hearing') }),
  v.strictObject({
    version,
    type: v.literal('request-bars'),
    revision: id,
    requestId: id,
    first: barIndex,
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.barsPerRange)),
  }),
  /** How the parts are to be shown from now on; answered with the score, arranged so. */
  v.strictObject({
    version,
    type: v.literal('arrange'),
    parts: v.pipe(
      v.array(
        v.strictObject({
          id: partId,
          isVisible: v.boolean(),
        }),
      ),
      v.maxLength(LIMITS.parts),
    ),
    isTransposed: v.boolean(),
    isTabShown: v.boolean(),
  }),
  /** A part is to be called so from now on, in the file: answered with the score, named so. */
  v.strictObject({
    version,
    type: v.literal('rename-part'),
    performanceId: id,
    partId,
    /** Empty for the name of its sound. */
    name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
  }),
  /** The view will play, or show what was played: wants a `playback`. */
  v.strictObject({
    version,
    type: v.literal('request-playback'),
    performanceId: id,
  }),
  /** Wants the notes of one instrument as they were heard. */
  v.strictObject({
    version,
    type: v.literal('request-notes'),
    performanceId: id,
    requestId: id,
    instrument: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.parts)),
    first: id,
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.notesPerRange)),
  }),
  /** Wants to know whether the recording this score was made from, and its stems, are at hand. */
  v.strictObject({
    version,
    type: v.literal('request-recording'),
    performanceId: id,
  }),
  /** Wants a piece of a file that a `recording` message offered. */
  v.strictObject({
    version,
    type: v.literal('request-recording-bytes'),
    performanceId: id,
    requestId: id,
    /** Index into the stems that were offered; `null` for the recording. */
    stem: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.stems))),
    offset: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.recordingBytes)),
    byteCount: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.bytesPerRange)),
  }),
  v.strictObject({
    version,
    type: v.literal('log'),
    level: v.picklist(['info', 'warn', 'error']),
    text: v.pipe(v.string(), v.maxLength(LIMITS.sentenceLength)),
  }),
  /** A line of music has been drawn: which bars, and how many noteheads in each part. */
  v.strictObject({
    version,
    type: v.literal('rendered'),
    revision: id,
    first: barIndex,
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.bars)),
    noteheads: v.pipe(
      v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
      v.maxLength(LIMITS.parts),
    ),
  }),
  pageRasterisedSchema,
  /** The user copied: these bars of these parts are wanted in the clipboard as text. */
  v.strictObject({
    version,
    type: v.literal('copy-selection'),
    revision: id,
    firstBar: barIndex,
    endBar: barIndex,
    partIds: v.pipe(v.array(partId), v.minLength(1), v.maxLength(LIMITS.parts)),
  }),
]);

/** Everything the view may say to the host: intents and diagnostics, never a path. */
export type ViewerMessage = v.InferOutput<typeof viewerMessageSchema>;

/** Those that are answered. */
export type ViewerRequest = Extract<ViewerMessage, { type: `request-${string}` }>;

/** Those of them that ask about the score as it is shown. */
export type ScoreRequest = Extract<ViewerRequest, { revision: number }>;

/** Those that ask about the performance, however it is shown. */
export type PerformanceRequest = Extract<ViewerRequest, { performanceId: number }>;

/** A `ViewerMessage` of one type, as its sender writes it: the version is added on the way out. */
export type ViewerIntent = ViewerMessage extends infer Message
  ? Message extends ViewerMessage
    ? Omit<Message, 'version'>
    : never
  : never;

/** Checks what arrived in the host. Never throws. */
export function parseViewerMessage(value: unknown): Parsed<ViewerMessage> {
  return parseWith(viewerMessageSchema, value);
}
