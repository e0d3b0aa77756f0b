import { StemstaveError } from '../../errors.ts';
import {
  DEFAULT_BASE_URL,
  DEFAULT_CALLBACK_URL,
  DEFAULT_UPLOAD_BASE_URL,
  KEYS_PAGE,
  checkBaseUrl,
  checkCallBackUrl,
} from './addresses.ts';
import { ApiKey } from './api-key.ts';
import { ApikleyClient } from './client.ts';
import { systemClock } from '../../jobs/clock.ts';
import type { ServiceAddress } from './engine-types.ts';
import { createTransport } from './http/undici-transport.ts';
import type { Pacer } from '../../jobs/pacer.ts';
import { accountOf, pacedTransport } from './pacing.ts';
import { withRetries } from './retrying.ts';

/** The service, ready to be called. */
export interface Connection {
  readonly client: ApikleyClient;
  readonly key: ApiKey;
  /** What shares the service's rate limits. */
  readonly account: string;
  readonly baseUrl: URL;
  readonly uploadBaseUrl: URL;
}

/**
 * Checks addresses and key; sends nothing yet.
 * @param pacer gives every look at the service its turn; without it, they go out at once
 * @throws {StemstaveError} `no-key`, `key-malformed`, `bad-base-url`, `bad-callback-url`, `bad-proxy`
 */
export function connect(
  address: ServiceAddress,
  keyText: string | undefined,
  pacer?: Pacer,
): Connection {
  const baseUrl = checkBaseUrl(orDefault(address.baseUrl, DEFAULT_BASE_URL));
  const uploadBaseUrl = checkBaseUrl(orDefault(address.uploadBaseUrl, DEFAULT_UPLOAD_BASE_URL));
  const callBackUrl = checkCallBackUrl(orDefault(address.callBackUrl, DEFAULT_CALLBACK_URL));
  if (keyText === undefined || keyText.trim() === '') {
    throw new StemstaveError(
      'no-key',
      `Apikley needs an API key; you get one at ${KEYS_PAGE}. Without one, recordings can be transcribed on this computer.`,
      { action: 'set-key' },
    );
  }
  const key = ApiKey.parse(keyText);
  const direct = address.transport ?? createTransport(address.transportOptions);
  const account = accountOf(baseUrl);
  const transport = pacer === undefined ? direct : pacedTransport(direct, pacer, account);
  const client = new ApikleyClient({ transport, baseUrl, uploadBaseUrl, callBackUrl, key });
  return { client, key, account, baseUrl, uploadBaseUrl };
}

/**
 * Asks the service for the account's balance: free, and proof that the key is good.
 * @throws {StemstaveError} `key-rejected` if the key is not; otherwise why the service cannot be asked
 */
export async function checkKey(
  address: ServiceAddress,
  keyText: string,
  signal: AbortSignal,
): Promise<{ readonly credits: number }> {
  const { client } = connect(address, keyText);
  const clock = address.clock ?? systemClock;
  return { credits: await withRetries(() => client.credits(signal), 'free', clock, signal) };
}

function orDefault(text: string | undefined, usual: string): string {
  return text === undefined || text.trim() === '' ? usual : text;
}
