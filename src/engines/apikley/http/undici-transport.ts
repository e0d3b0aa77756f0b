import { Readable } from 'node:stream';
import request from 'undici/lib/api/api-request.js';
import type { Dispatcher } from 'undici';
import { withDeadline } from './deadline.ts';
import { createDispatcher } from './dispatcher.ts';
import { declaredBytes, roomFor, singleHeader } from './headers.ts';
import type { NetworkOptions } from './proxy.ts';
import { TransportError, type HttpReply, type HttpRequest, type Transport } from './transport.ts';

const MAX_RETRY_AFTER_MS = 10 * 60_000;

/**
 * HTTP through a dispatcher of our own.
 * @throws {StemstaveError} `bad-proxy` if the proxy's address is none
 */
export function createTransport(options: NetworkOptions = {}): Transport {
  const dispatcher = createDispatcher(options);
  return { send: (message, signal) => exchange(dispatcher, message, signal) };
}

async function exchange(
  dispatcher: Dispatcher,
  message: HttpRequest,
  signal: AbortSignal,
): Promise<HttpReply> {
  return withDeadline(message.timeoutMs, signal, async (stop) => {
    const reply = await request.call(dispatcher, requestOptions(message, stop));
    return readReply(reply, message.maxReplyBytes);
  });
}

function requestOptions(
  { method, url, headers, body, timeoutMs, maxReplyBytes }: HttpRequest,
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
    highWaterMark: roomFor(maxReplyBytes),
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
  const retryAfterMs = retryAfter(singleHeader(headers['retry-after']));
  const encoding = singleHeader(headers['content-encoding']) ?? 'identity';
  if (!isText(singleHeader(headers['content-type'])) || encoding !== 'identity') {
    // Nothing is wanted of it, so its connection may as well fail.
    body.on('error', () => undefined).destroy();
    return { status, text: undefined, retryAfterMs };
  }
  if (declaredBytes(headers) > maxBytes) {
    body.on('error', () => undefined).destroy();
    throw new TransportError('too-large', true);
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
