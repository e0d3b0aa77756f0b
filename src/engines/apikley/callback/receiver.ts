import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readCall } from './read-call.ts';
import { isSignedWith } from './signature.ts';

/** The service wants its answer within 15 s. */
const REQUEST_TIMEOUT_MS = 10_000;
/** The notes of a long piece; a call is not believed for its notes, but it has them. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
const MAX_CONNECTIONS = 16;
/** Calls that came before anybody asked, and calls known by their signatures. */
const MAX_REMEMBERED = 500;

export interface ReceiverOptions {
  /** The account's signing key; calls without its signature are turned away. */
  readonly hmacKey?: string | undefined;
  readonly now?: () => number;
}

/**
 * Where the service says that a task has news. What it says is only ever taken as a hint to look: the
 * result itself is asked for with the key, as always. So a forged call, with or without a signing key,
 * brings about one look at a task at most, and a lost one delays nothing for long.
 */
export interface CallbackReceiver {
  /** Address on this computer, with a path that nobody guesses; to be made reachable by others. */
  readonly localUrl: string;
  /** Resolves once a call about the task has come, be it before or after this was asked. */
  called(taskId: string, signal: AbortSignal): Promise<void>;
  /** How many calls were taken and turned away; for the log. */
  readonly counts: { taken: number; turnedAway: number };
  close(): Promise<void>;
}

/** Listens on the loopback address, at any free port. */
export async function startCallbackReceiver(
  options: ReceiverOptions = {},
): Promise<CallbackReceiver> {
  const path = `/stemstave/${randomBytes(24).toString('base64url')}`;
  const calls = new Calls();
  const counts = { taken: 0, turnedAway: 0 };
  const server = createServer((message, response) => {
    answer(message, path, calls, options).then(
      (status) => {
        counts[status === 200 ? 'taken' : 'turnedAway'] += 1;
        reply(response, status);
      },
      () => response.destroy(),
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.headersTimeout = REQUEST_TIMEOUT_MS;
  const port = await listen(server);
  return {
    localUrl: `http://127.0.0.1:${port}${path}`,
    called: (taskId, signal) => calls.about(taskId, signal),
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** @returns the status to answer with */
async function answer(
  message: IncomingMessage,
  path: string,
  calls: Calls,
  { hmacKey, now = Date.now }: ReceiverOptions,
): Promise<number> {
  if (message.url?.split('?')[0] !== path) return 404;
  if (message.method !== 'POST') return 405;
  if (Number(message.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 413;
  const body = await readBody(message);
  if (body === undefined) return 413;
  const taskId = readCall(body);
  if (taskId === undefined) return 400;
  const timestamp = header(message, 'x-webhook-timestamp');
  const signature = header(message, 'x-webhook-signature');
  if (hmacKey !== undefined && !isSignedWith(hmacKey, { taskId, timestamp, signature }, now())) {
    return 401;
  }
  // The service repeats what it thinks was lost: the same signature is the same call.
  calls.take(taskId, hmacKey === undefined ? undefined : signature);
  return 200;
}

async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function reply(response: ServerResponse, status: number): void {
  const isWell = status === 200;
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ code: status, msg: isWell ? 'success' : 'refused' }));
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** Who waits for a call about which task, and which calls nobody has waited for yet. */
class Calls {
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #early = new Set<string>();
  readonly #signatures = new Set<string>();

  take(taskId: string, signature: string | undefined): void {
    if (signature !== undefined) {
      if (this.#signatures.has(signature)) return;
      remember(this.#signatures, signature);
    }
    const waiting = this.#waiting.get(taskId);
    if (waiting === undefined) remember(this.#early, taskId);
    else for (const wake of [...waiting]) wake();
  }

  about(taskId: string, signal: AbortSignal): Promise<void> {
    if (this.#early.delete(taskId)) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(taskId) ?? new Set();
      this.#waiting.set(taskId, waiting);
      const end = (): void => {
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(taskId);
        signal.removeEventListener('abort', end);
        resolve();
      };
      waiting.add(end);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
  }
}

/** Keeps the latest few: whoever floods us makes us forget, not swell. */
function remember(memory: Set<string>, item: string): void {
  memory.delete(item);
  memory.add(item);
  const [oldest] = memory;
  if (memory.size > MAX_REMEMBERED && oldest !== undefined) memory.delete(oldest);
}
