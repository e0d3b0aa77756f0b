import { lookup, type LookupAddress } from 'node:dns';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import request from 'undici/lib/api/api-request.js';
import type { Dispatcher } from 'undici';
import { withDeadline } from './deadline.ts';
import { createDispatcher } from './dispatcher.ts';
import type { AddressGuard } from './guarded-lookup.ts';
import { declaredBytes, roomFor, singleHeader } from './headers.ts';
import type { NetworkOptions } from './proxy.ts';
import { addressOfHost, isLocalName, isPublicAddress } from './public-address.ts';
import { TransportError } from './transport.ts';

const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** A file to be fetched, and what is put up with. */
export interface DownloadRequest {
  readonly url: string;
  /** Absolute path of a file that does not exist yet; gone again if the download fails. */
  readonly path: string;
  readonly maxBytes: number;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
  /** Longest time without a byte. */
  readonly idleMs: number;
  readonly onBytes: (received: number, expected: number | undefined) => void;
}

/** What came of a download. */
export interface DownloadReply {
  readonly status: number;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
}

export interface DownloadOptions {
  readonly network?: NetworkOptions | undefined;
  /**
   * The service's own origin where it is this computer (a stand-in of it): then its files are here, too.
   * Every other address must be https and of the open internet.
   */
  readonly ownOrigin?: string | undefined;
  /** Which addresses count as the open internet; for tests. */
  readonly guard?: AddressGuard | undefined;
}

/**
 * Fetches a file that the service names. The address is not ours and not trusted: no key goes there,
 * only https is spoken, and only with the open internet, which is looked at again when the socket
 * connects and at each redirect. A reply other than 200 leaves no file.
 * @throws {TransportError} `private-address` for a forbidden address, or why there is no whole reply
 * @throws {CancelledError} when `signal` aborts
 */
export async function download(
  message: DownloadRequest,
  { network = {}, ownOrigin, guard = { isAllowed: isPublicAddress } }: DownloadOptions,
  signal: AbortSignal,
): Promise<DownloadReply> {
  return withDeadline(message.timeoutMs, signal, async (stop) => {
    let url = new URL(message.url);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const isOwn = url.origin === ownOrigin;
      if (!isOwn) await checkAddress(url, guard, network);
      const dispatcher = createDispatcher(network, isOwn ? undefined : guard);
      const reply = await request.call(dispatcher, requestOptions(url, message, stop));
      const { location } = reply.headers;
      const target = singleHeader(location);
      if (!REDIRECTS.includes(reply.statusCode) || target === undefined) {
        return await keep(reply, message, stop);
      }
      discard(reply);
      if (!URL.canParse(target, url)) throw new TransportError('cut-off', true);
      url = new URL(target, url);
    }
    throw new TransportError('cut-off', true, new Error('Too many redirects.'));
  });
}

/**
 * What can be told of an address before anybody connects. A proxy looks names up by itself: then what
 * this computer knows of the name is all there is to go by.
 */
async function checkAddress(
  url: URL,
  { isAllowed, resolve = lookup }: AddressGuard,
  { proxyUrl }: NetworkOptions,
): Promise<void> {
  const address = addressOfHost(url);
  const isInside = address === undefined ? isLocalName(url.hostname) : !isAllowed(address);
  const isCredentialed = url.username !== '' || url.password !== '';
  // The proxy's own name is not looked at again when it is connected to.
  const isProxy = proxyUrl?.includes(url.hostname) === true;
  if (url.protocol !== 'https:' || isInside || isCredentialed || isProxy) throw forbidden();
  if (proxyUrl === undefined || address !== undefined) return;
  const known = await new Promise<LookupAddress[]>((done) => {
    resolve(url.hostname, { all: true }, (error, addresses) => {
      done(error === null ? addresses : []);
    });
  });
  if (known.some((each) => !isAllowed(each.address))) throw forbidden();
}

function forbidden(): TransportError {
  return new TransportError('private-address', false);
}

function requestOptions(
  url: URL,
  { idleMs, maxBytes }: DownloadRequest,
  signal: AbortSignal,
): Dispatcher.RequestOptions {
  return {
    highWaterMark: roomFor(maxBytes),
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'GET',
    signal,
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    headers: {
      // Some file hosts turn away what does not look like a browser.
      'user-agent': 'Mozilla/5.0 (compatible; Stemstave/0.1)',
      accept: 'audio/*, application/octet-stream;q=0.9',
      // A compressed reply could be a small one that unpacks without end.
      'accept-encoding': 'identity',
    },
  };
}

async function keep(
  reply: Dispatcher.ResponseData,
  { path, maxBytes, onBytes }: DownloadRequest,
  signal: AbortSignal,
): Promise<DownloadReply> {
  const { statusCode: status, headers, body } = reply;
  const contentType = singleHeader(headers['content-type']);
  const encoding = singleHeader(headers['content-encoding']) ?? 'identity';
  if (status !== 200 || encoding !== 'identity') {
    discard(reply);
    return { status: status === 200 ? 415 : status, sizeBytes: 0, contentType };
  }
  const expected = declaredBytes(headers);
  if (expected > maxBytes) {
    discard(reply);
    throw new TransportError('too-large', true);
  }
  let received = 0;
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      received += chunk.byteLength;
      if (received > maxBytes) throw new TransportError('too-large', true);
      onBytes(received, expected === 0 ? undefined : expected);
      yield chunk;
    }
  };
  const file = await open(path, 'wx');
  try {
    await pipeline(body, count, file.createWriteStream({ flush: true }), { signal });
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { status, sizeBytes: received, contentType };
}

/** Nothing is wanted of it, so its connection may as well fail. */
function discard({ body }: Dispatcher.ResponseData): void {
  body.on('error', () => undefined).destroy();
}
