import * as v from 'valibot';
import { LIMITS } from './limits.ts';
import { PROTOCOL_VERSION } from './version.ts';

/** What messages of both sides are made of. */
export const version = v.literal(PROTOCOL_VERSION);

/** A number that tells scores, performances or requests apart. */
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `Part.id`. */
export const partId = v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/u));

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Seconds from the start of a recording. */
export const sec = v.pipe(v.number(), v.minValue(0), v.maxValue(LIMITS.durationSec));
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** One value for each note of an answer. */
export function column<Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.maxLength(LIMITS.notesPerRange));
}
