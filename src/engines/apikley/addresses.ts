import { StemstaveError } from '../../errors.ts';

/** Where the service lives unless the settings say otherwise. */
export const DEFAULT_BASE_URL = 'https://api.apikley.ru';
export const DEFAULT_UPLOAD_BASE_URL = 'https://api.apikley.ru/file-upload';
/** Required by the service on every task; nothing listens there, results are polled. */
export const DEFAULT_CALLBACK_URL = 'https://example.com/stemstave-no-callback';

/** Pages where people get a key and pay. */
export const KEYS_PAGE = 'https://app.apikley.ru/keys';
export const BILLING_PAGE = 'https://app.apikley.ru/billing';

/**
 * An address the key may be sent to: https, or plain http on this computer only.
 * @throws {StemstaveError} `bad-base-url`
 */
export function checkBaseUrl(text: string): URL {
  const url = parseWebAddress(text, 'bad-base-url', 'The address of the Apikley service');
  if (url.protocol !== 'https:' && !isLoopback(url)) {
    throw new StemstaveError(
      'bad-base-url',
      `The address of the Apikley service must begin with https://, so that your key travels encrypted; ${url.origin} does not.`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new StemstaveError(
      'bad-base-url',
      'The address of the Apikley service must not have a "?" or "#" part.',
    );
  }
  return url;
}

/**
 * The address the service is told to call when a task is done.
 * @throws {StemstaveError} `bad-callback-url`
 */
export function checkCallBackUrl(text: string): URL {
  return parseWebAddress(text, 'bad-callback-url', 'The callback address for the Apikley service');
}

/**
 * The origin of a service that runs on this computer (a stand-in of it), whose files are here, too;
 * `undefined` for every other.
 */
export function ownOriginOf(baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined || !URL.canParse(baseUrl)) return undefined;
  const url = new URL(baseUrl);
  return isLoopback(url) ? url.origin : undefined;
}

/** `path` below `base`, whether or not either has a slash where they meet. */
export function addressBelow(
  base: URL,
  path: string,
  query?: Readonly<Record<string, string>>,
): URL {
  const url = new URL(base.href);
  url.pathname = `${base.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url;
}

function parseWebAddress(text: string, code: string, what: string): URL {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new StemstaveError(
      code,
      `${what} is not a web address; correct it in the settings, or empty it for the usual one.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new StemstaveError(code, `${what} must not hold a user name or a password.`);
  }
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
