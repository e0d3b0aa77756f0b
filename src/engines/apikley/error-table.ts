import type { ErrorAction } from '../../errors.ts';
import { BILLING_PAGE, KEYS_PAGE } from './addresses.ts';
import type { Retryable } from './service-error.ts';

/** What a code of the service means to us. */
export interface ErrorMeaning {
  readonly code: string;
  /** A whole sentence; `said` is the service's own words, `''` if it had none. */
  readonly sentence: (said: string) => string;
  readonly action?: ErrorAction;
  readonly retryable?: Retryable;
  /** Absent: the service may have done (and charged) what it was asked for all the same. */
  readonly refused?: true;
}

/** Which request was answered; some codes mean different things on different ones. */
export type CallKind = 'upload' | 'create' | 'read';

const withReason = (sentence: string) => (said: string) =>
  said === '' ? `${sentence}.` : `${sentence}: ${said}.`;
const always = (sentence: string) => () => sentence;

const NO_CREDITS: ErrorMeaning = {
  code: 'no-credits',
  sentence: always(
    `Your Apikley account has too few credits for this. Top it up at ${BILLING_PAGE}.`,
  ),
  action: 'top-up',
  refused: true,
};

const BUSY: ErrorMeaning = {
  code: 'service-busy',
  sentence: always(
    'Apikley gets more requests than it takes at the moment; try again in a minute.',
  ),
  action: 'retry',
  retryable: 'rate-limit',
  refused: true,
};

const TABLE: Readonly<Record<number, ErrorMeaning>> = {
  400: {
    code: 'request-refused',
    sentence: withReason('Apikley did not accept the request'),
    refused: true,
  },
  401: {
    code: 'key-rejected',
    sentence: always(`Apikley does not accept this API key. Copy it again from ${KEYS_PAGE}.`),
    action: 'set-key',
    refused: true,
  },
  402: NO_CREDITS,
  403: {
    code: 'access-denied',
    sentence: withReason('Apikley does not let this API key do that'),
    action: 'set-key',
    refused: true,
  },
  404: {
    code: 'service-not-found',
    sentence: withReason(
      'Apikley does not know what was asked for; if its address in the settings was changed, check it',
    ),
    refused: true,
  },
  408: {
    code: 'service-timeout',
    sentence: always('Apikley waited too long for its own servers and gave up.'),
    action: 'check-again',
    retryable: 'fault',
  },
  409: {
    code: 'service-conflict',
    sentence: withReason('Apikley says that this exists already'),
    refused: true,
  },
  413: {
    code: 'recording-too-large',
    sentence: withReason('Apikley does not take a recording of this size'),
    action: 'choose-engine',
    refused: true,
  },
  422: {
    code: 'request-refused',
    sentence: withReason('Apikley did not accept the request'),
    refused: true,
  },
  429: BUSY,
  430: BUSY,
  433: {
    code: 'key-quota-reached',
    sentence: always(
      `This API key has reached the spending limit set for it. Raise the limit at ${KEYS_PAGE}, or use another key.`,
    ),
    action: 'set-key',
    refused: true,
  },
  451: {
    code: 'recording-not-fetched',
    sentence: always('Apikley could not read the uploaded recording; try again.'),
    action: 'retry',
    refused: true,
  },
  455: {
    code: 'service-maintenance',
    sentence: always('Apikley is being maintained and will be back later; try again then.'),
    action: 'retry',
    retryable: 'maintenance',
    refused: true,
  },
  500: {
    code: 'service-failed',
    sentence: withReason('Apikley had an error of its own'),
    action: 'retry',
    retryable: 'fault',
  },
  501: {
    code: 'task-failed',
    sentence: withReason('Apikley could not finish the task'),
    action: 'retry',
  },
  505: {
    code: 'feature-disabled',
    sentence: always('Apikley has switched this function off.'),
    action: 'choose-engine',
    refused: true,
  },
  531: {
    code: 'task-failed-refunded',
    sentence: always('Apikley could not finish the task and gave the credits back; try again.'),
    action: 'retry',
    refused: true,
  },
};

/** Meaning of a code that is not 200; the service's words settle what two dialects say differently. */
export function meaningOf(serviceCode: number, said: string, call: CallKind): ErrorMeaning {
  if (
    [402, 405, 429, 430].includes(serviceCode) &&
    /credit|balance|insufficient|top.?up/i.test(said)
  ) {
    return NO_CREDITS;
  }
  if (serviceCode === 405) return call === 'upload' ? meaningOf(404, said, call) : BUSY;
  if (serviceCode === 413 && call !== 'upload') return meaningOf(400, said, call);
  const known = TABLE[serviceCode];
  if (known !== undefined) return known;
  if (serviceCode >= 500) return meaningOf(500, said, call);
  return {
    code: 'service-unexpected',
    sentence: (words) =>
      `Apikley answered with the code ${serviceCode}, which is not known here${words === '' ? '' : `: ${words}`}.`,
    action: 'retry',
  };
}
