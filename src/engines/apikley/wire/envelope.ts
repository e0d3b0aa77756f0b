import * as v from 'valibot';
import { number, parseJson, readFields, text } from './lenient.ts';

const schema = v.object({ code: number, msg: text, message: text, data: v.optional(v.unknown()) });

/** What every reply of the service is wrapped in. */
export interface Envelope {
  /** The service's own code, if it gave one; 200 is well. */
  readonly code: number | undefined;
  readonly message: string | undefined;
  /** `undefined` where the service sent nothing or null. */
  readonly data: unknown;
}

/** Reads a reply's text; `undefined` if it is no JSON object. */
export function parseEnvelope(json: string | undefined): Envelope | undefined {
  const fields = readFields(schema, json === undefined ? undefined : parseJson(json));
  if (fields === undefined) return undefined;
  const { code, msg, message, data } = fields;
  return { code, message: msg ?? message, data: data ?? undefined };
}
