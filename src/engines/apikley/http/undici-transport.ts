import { Readable } from 'node:stream';
import openTunnel from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Dispatcher } from 'undici';
import { CancelledError, StemstaveError } from '../../../errors.ts';
import { LOOPBACK_HOSTS, type ProxyOptions } from './proxy.ts';
import { transportErrorOf } from './transport-failure.ts';
import { TransportError, type HttpReply, type HttpRequest, type Transport } from './transport.ts';

const CONNECT_TIMEOUT_MS = 15_000;
const MAX_RETRY_AFTER_MS = 10 * 60_000;

/**
 * HTTP through a dispatcher of our own. Every exchange has a connection to itself: on a kept one that
 * the server has just closed, a request looks lost although it was never received.
 * @throws {StemstaveError} `bad-proxy` if the proxy's address is none
 */
export function createTransport(options: ProxyOptions = {}): Transport {
  const dispatcher = createDispatcher(options);
  return { send: (message, signal) => exchange(dispatcher, message, signal) };
}

function createDispatcher({ proxyUrl, bypassHosts, strictTls }: ProxyOptions): Dispatcher {
  const tls = { rejectUnauthorized: strictTls ?? true, timeout: CONNECT_TIMEOUT_MS };
  // undici asks the environment where these are undefined; what to use was decided by the caller.
  const proxy = proxyUrl === undefined ? '' : checkedProxy(proxyUrl);
  return new EnvHttpProxyAgent({
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: [...LOOPBACK_HOSTS, ...(bypassHosts ?? [])].join(','),
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    // undici's index adds `connect` to all dispatchers, beside the global one that we keep away from.
    clientFactory: (origin, poolOptions) =>
      Object.assign(new Pool(origin, poolOptions), { connect: openTunnel }),
    pipelining: 0,
  });
}

function checkedProxy(text: string): string {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new StemstaveError(
      'bad-proxy',
      'The address of the network proxy is not one that begins with http:// or https://; correct it in the settings.',
    );
  }
  return withScheme;
}

async function exchange(
  dispatcher: Dispatcher,
  message: HttpRequest,
  signal: AbortSignal,
): Promise<HttpReply> {
  if (hasAborted(signal)) throw new CancelledError();
  const stop = new AbortController();
  const cancel = (): void => {
    stop.abort(new CancelledError());
  };
  signal.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => {
    stop.abort(new TransportError('timeout', true));
  }, message.timeoutMs);
  try {
    const reply = await request.call(dispatcher, requestOptions(message, stop.signal));
    return await readReply(reply, message.maxReplyBytes);
  } catch (error) {
    if (hasAborted(signal)) throw new CancelledError();
    throw stop.signal.aborted
      ? new TransportError('timeout', true, error)
      : transportErrorOf(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

function requestOptions(
  { method, url, headers, body, timeoutMs }: HttpRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  const own = {
    ...headers,
    accept: 'application/json',
    // A compressed reply could be a small one that unpacks without end.
    'accept-encoding': 'identity',
  };
  const common = {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    signal,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  };
  if (body === undefined) return { ...common, headers: own };
  return {
    ...common,
    headers: {
      ...own,
      'content-type': body.contentType,
      'content-length': String(body.byteLength),
    },
    body: Readable.from(body.chunks(), { objectMode: false }),
  };
}

async function readReply(reply: Dispatcher.ResponseData, maxBytes: number): Promise<HttpReply> {
  const { statusCode: status, headers, body } = reply;
  const retryAfterMs = retryAfter(single(headers['retry-after']));
  const encoding = single(headers['content-encoding']) ?? 'identity';
  if (!isText(single(headers['content-type'])) || encoding !== 'identity') {
    // Nothing is wanted of it, so its connection may as well fail.
    body.on('error', () => undefined).destroy();
    return { status, text: undefined, retryAfterMs };
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new TransportError('too-large', true);
    chunks.push(chunk);
  }
  return { status, text: Buffer.concat(chunks).toString('utf8'), retryAfterMs };
}

function isText(contentType: string | undefined): boolean {
  return (
    contentType === undefined || /^\s*(text\/|application\/([\w.-]+\+)?json\b)/i.test(contentType)
  );
}

/** Seconds or a date, as RFC 9110, section 10.2.3, has it. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : undefined;
}

/** Asked through a call, since the compiler takes what it read once for lasting. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
