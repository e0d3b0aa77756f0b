import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { parseWith, type Parsed } from './parse.ts';
import { PROTOCOL_VERSION } from './version.ts';

const version = v.literal(PROTOCOL_VERSION);
const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const barIndex = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(LIMITS.bars));

const viewerMessageSchema = v.variant('type', [
  /** The view runs and wants to be told what to show. */
  v.strictObject({ version, type: v.literal('ready') }),
  v.strictObject({
    version,
    type: v.literal('request-bars'),
    revision: id,
    requestId: id,
    first: barIndex,
    count: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(LIMITS.barsPerRange)),
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
]);

/** Everything the view may say to the host: intents and diagnostics, never a path. */
export type ViewerMessage = v.InferOutput<typeof viewerMessageSchema>;

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
