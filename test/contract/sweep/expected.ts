import type { CallName } from '../stand-in/behaviour.ts';

/** How a run should end that met one trouble. */
export type Expected =
  | { readonly ends: 'notes' }
  | {
      readonly ends: 'error';
      readonly code: string;
      readonly words: RegExp;
      readonly charged: boolean;
    };

export type CallKind = 'upload' | 'create' | 'look' | 'glance';

export function kindOf(call: CallName): CallKind {
  if (call === 'upload') return 'upload';
  if (call === 'credits') return 'glance';
  return call.endsWith('-info') ? 'look' : 'create';
}

/** What section 8 of the contract makes of a code: the error's code, and words its sentence needs. */
const MEANINGS: Readonly<Record<number, readonly [code: string, words: RegExp]>> = {
  400: ['request-refused', /did not accept the request: Some words\.$/],
  401: ['key-rejected', /does not accept this API key.*app\.apikley\.ru\/keys/],
  402: ['no-credits', /too few credits.*app\.apikley\.ru\/billing/],
  403: ['access-denied', /does not let this API key do that/],
  404: ['service-not-found', /does not know what was asked for.*address/],
  405: ['service-busy', /more requests than it takes/],
  408: ['service-timeout', /waited too long/],
  409: ['service-conflict', /exists already/],
  413: ['request-refused', /did not accept the request/],
  422: ['request-refused', /did not accept the request: Some words\.$/],
  429: ['service-busy', /more requests than it takes.*try again in a minute/],
  430: ['service-busy', /more requests than it takes/],
  433: ['key-quota-reached', /spending limit.*app\.apikley\.ru\/keys/],
  451: ['recording-not-fetched', /could not read the uploaded recording/],
  455: ['service-maintenance', /is being maintained/],
  477: ['service-unexpected', /the code 477, which is not known here/],
  500: ['service-failed', /had an error of its own/],
  501: ['task-failed', /could not finish the task/],
  505: ['feature-disabled', /switched this function off/],
  531: ['task-failed-refunded', /gave the credits back/],
};
export const CODES = Object.keys(MEANINGS).map(Number);

/** Codes that say "later": waiting is enough, whatever was asked for. */
const LATER: readonly number[] = [429, 430, 455];
/** Codes after which a paid request may have been accepted all the same. */
const IN_DOUBT: readonly number[] = [408, 477, 500, 501];
/** Codes of passing faults: what costs nothing is asked again. */
const PASSING: readonly number[] = [408, 500];

/** How a run should end that met a code in the answer to one call. */
export function afterCode(code: number, call: CallName, isPersistent: boolean): Expected {
  const kind = kindOf(call);
  if (kind === 'glance') return { ends: 'notes' };
  const isLater = LATER.includes(code) || (code === 405 && kind !== 'upload');
  const isRetried =
    isLater ||
    (kind !== 'create' && PASSING.includes(code)) ||
    // The recording may be gone: it is uploaded once more.
    (code === 451 && (call === 'separate' || call === 'cover'));
  if (isRetried && !isPersistent) return { ends: 'notes' };
  const [errorCode, words] = meaningOf(code, kind);
  const charged = kind === 'create' && IN_DOUBT.includes(code);
  return { ends: 'error', code: errorCode, words, charged };
}

function meaningOf(code: number, kind: CallKind): readonly [string, RegExp] {
  if (kind === 'upload' && code === 413) return ['recording-too-large', /of this size/];
  const known = MEANINGS[kind === 'upload' && code === 405 ? 404 : code];
  if (known === undefined) throw new Error(`The contract has no code ${code}.`);
  return known;
}

/** Troubles of the line, by name. */
export const LINE_TROUBLES = [
  'reset',
  'half-body',
  'slow-loris',
  'silence',
  'garbage',
  'page',
  'endless',
  'gzip-bomb',
  'no-such-name',
  'nobody-there',
] as const;
export type LineTrouble = (typeof LINE_TROUBLES)[number];

const LINE_MEANINGS: Readonly<Record<LineTrouble, readonly [code: string, words: RegExp]>> = {
  reset: ['network-cut-off', /The connection to Apikley broke off/],
  'half-body': ['network-cut-off', /The connection to Apikley broke off/],
  'slow-loris': ['network-timeout', /did not answer in time/],
  silence: ['network-timeout', /did not answer in time/],
  garbage: ['reply-not-understood', /makes no sense/],
  page: ['reply-not-understood', /makes no sense/],
  endless: ['network-too-large', /far more than it should have/],
  'gzip-bomb': ['reply-not-understood', /makes no sense/],
  'no-such-name': ['network-name-not-found', /cannot be found on the network/],
  'nobody-there': ['network-refused', /cannot be reached/],
};

/** How a run should end in which one request met trouble on the line. */
export function afterLineTrouble(trouble: LineTrouble, call: CallName): Expected {
  const kind = kindOf(call);
  if (kind === 'glance') return { ends: 'notes' };
  const neverArrived = trouble === 'no-such-name' || trouble === 'nobody-there';
  const isRetried = neverArrived || (kind !== 'create' && trouble !== 'endless');
  if (isRetried) return { ends: 'notes' };
  const [code, words] = LINE_MEANINGS[trouble];
  return { ends: 'error', code, words, charged: kind === 'create' };
}
