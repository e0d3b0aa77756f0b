import * as v from 'valibot';
import { PROTOCOL_VERSION } from './version.ts';

/** What messages of both sides are made of. */
export const version = v.literal(PROTOCOL_VERSION);

/** A number that tells scores, performances or requests apart. */
export const id = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `Part.id`. */
export const partId = v.pipe(v.string(), v.regex(/^[\w-]{1,32}$/u));
