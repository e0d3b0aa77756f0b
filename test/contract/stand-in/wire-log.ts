import type { IncomingHttpHeaders } from 'node:http';
import type { CallName } from './behaviour.ts';

/** A file in a request. */
export interface LoggedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** One request as it came over the wire, and how it was answered. */
export interface Exchange {
  readonly call: CallName | undefined;
  /** When its first line was there, on a clock that never jumps. */
  readonly arrivedMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** With the key's value taken out. */
  readonly headers: Readonly<Record<string, string>>;
  /** Every place the key was found in: `header authorization`, `path`, `body`… */
  readonly keyFoundIn: readonly string[];
  /** Fields of the JSON body or of the form. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly file: LoggedFile | undefined;
  /** Code in the body of the answer; `undefined` for trouble on the line. */
  answeredCode: number | undefined;
}

/** Looks for the key in all of a request. */
export function placesOfKey(
  key: string,
  url: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): readonly string[] {
  const places = Object.entries(headers)
    .filter(([, value]) => String(value).includes(key))
    .map(([name]) => `header ${name}`);
  if (decodeURIComponent(url).includes(key)) places.push('path');
  if (body.includes(key)) places.push('body');
  return places;
}

/** Headers as they came, without the key. */
export function withoutKey(
  headers: IncomingHttpHeaders,
  key: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      String(value).replaceAll(key, '[the key]'),
    ]),
  );
}
