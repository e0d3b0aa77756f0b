import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID, createHash } from 'node:crypto';
import { GOOD_DAY, type Behaviour, type CallName } from './behaviour.ts';
import { FaultPlan, send, giveTrouble } from './trouble.ts';
import type { Ledger } from './ledger.ts';
import { parseForm } from './multipart.ts';
import { callAt, ROUTES, type Answer, type Request } from './routes.ts';
import { SCENARIOS } from './scenarios.ts';
import { smallSong, type SongInstrument } from './song.ts';
import { placesOfKey, withoutKey, type Exchange } from './wire-log.ts';
import { World } from './world.ts';

/** A key the stand-in takes, unless it is told another. */
export const STAND_IN_KEY = 'apk-standin-0123456789abcdef';

export interface StandInOptions {
  /** Name of a scenario; `direct` if absent. */
  readonly scenario?: string;
  /** Changes to the scenario. */
  readonly behaviour?: Partial<Behaviour>;
  /** 0 (default) takes any free port. */
  readonly port?: number;
  readonly key?: string;
  /** Credits of the account, which can be fractional. */
  readonly balance?: number;
  /** What the service hears in every recording. */
  readonly song?: readonly SongInstrument[];
  /** Called at moments of every request that meets no fault, which then waits for it. */
  readonly atMoment?: (moment: Moment, call: CallName) => Promise<void>;
}

/** The request is there; it was acted upon (and charged); half of its answer is sent; all of it. */
export type Moment = 'arrived' | 'acted' | 'half-answered' | 'answered';

/** The service's stand-in, running on this computer. */
export interface StandIn {
  /** Without a slash at its end. */
  readonly url: string;
  readonly uploadUrl: string;
  readonly key: string;
  readonly ledger: Ledger;
  readonly wireLog: readonly Exchange[];
  /** What broke the contract without being refused for it. */
  readonly problems: readonly string[];
  /** Music of the service's own that exists already. */
  readonly track: { readonly taskId: string; readonly audioId: string };
  /** A separation that is done already. */
  readonly separationTaskId: string;
  /** Ends all faults. */
  heal(): void;
  /** Ends it; connections are cut. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Starts a stand-in of the service on the loopback address. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const scenario = SCENARIOS[options.scenario ?? 'direct'];
  if (scenario === undefined) throw new Error(`There is no scenario "${options.scenario ?? ''}".`);
  const behaviour = { ...GOOD_DAY, ...scenario.behaviour, ...options.behaviour };
  const world = new World(behaviour, options.song ?? smallSong(), options.balance ?? 1000.5);
  const service = new Service(world, options.key ?? STAND_IN_KEY, options.atMoment);
  const server = createServer((request, response) => {
    service.handle(request, response).catch((error: unknown) => {
      service.problems.push(`The stand-in failed: ${String(error)}`);
      response.destroy();
    });
  });
  const port = await listen(server, options.port ?? 0);
  service.url = `http://127.0.0.1:${port}`;
  const audioId = randomUUID();
  const stems = world.stemsOf('split_stem');
  return {
    url: service.url,
    uploadUrl: `${service.url}/file-upload`,
    key: service.key,
    ledger: world.ledger,
    wireLog: service.wireLog,
    problems: service.problems,
    track: { taskId: world.remember({ kind: 'music', takes: [audioId] }), audioId },
    separationTaskId: world.rememberDone({
      kind: 'separation',
      type: 'split_stem',
      musicId: randomUUID(),
      stems,
      isUnfetchable: false,
    }),
    heal: () => {
      service.heal();
    },
    close: () => close(server),
  };
}

class Service {
  url = '';
  readonly key: string;
  readonly wireLog: Exchange[] = [];
  readonly problems: string[] = [];
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #fileLooks = new Map<string, number>();

  readonly #atMoment: NonNullable<StandInOptions['atMoment']>;

  constructor(world: World, key: string, atMoment: StandInOptions['atMoment']) {
    this.#world = world;
    this.#atMoment = atMoment ?? (() => Promise.resolve());
    this.key = key;
    this.#faults = new FaultPlan(world.behaviour.faults);
  }

  heal(): void {
    this.#faults.heal();
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedMs = performance.now();
    const body = await readBody(message);
    const url = new URL(message.url ?? '/', this.url);
    const call = callAt(url.pathname);
    const { request, file } = parse(message, url, body, `${this.url}/files`);
    const exchange: Exchange = {
      call,
      arrivedMs,
      method: message.method ?? '',
      path: url.pathname,
      query: request.query,
      headers: withoutKey(message.headers, this.key),
      keyFoundIn: placesOfKey(this.key, message.url ?? '', message.headers, body),
      fields: request.fields,
      file,
      answeredCode: undefined,
    };
    this.wireLog.push(exchange);
    this.#inspect(exchange, message);
    if (call === undefined && url.pathname.startsWith('/files/')) {
      this.#giveFile(url.pathname, response);
      return;
    }
    if (call === undefined) {
      exchange.answeredCode = 404;
      send(response, 404, { code: 404, msg: 'Not found', data: null });
      return;
    }
    const fault = this.#faults.next(call);
    if (fault !== undefined && fault.afterwards !== true) {
      exchange.answeredCode = fault.give.kind === 'code' ? fault.give.code : undefined;
      await giveTrouble(fault.give, response, {});
      return;
    }
    await this.#atMoment('arrived', call);
    const answer = this.#answer(call, message, request);
    await this.#atMoment('acted', call);
    if (fault !== undefined) {
      await giveTrouble(fault.give, response, answer);
      return;
    }
    exchange.answeredCode = answer.code;
    const text = JSON.stringify(answer);
    const half = Math.floor(text.length / 2);
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.write(text.slice(0, half));
    await this.#atMoment('half-answered', call);
    response.end(text.slice(half));
    await this.#atMoment('answered', call);
  }

  /** File hosts lag behind: at first there is nothing, then an empty file, then a sound. */
  #giveFile(path: string, response: ServerResponse): void {
    const looks = (this.#fileLooks.get(path) ?? 0) + 1;
    this.#fileLooks.set(path, looks);
    const { laggingFiles } = this.#world.behaviour;
    if (looks <= laggingFiles) {
      response.writeHead(looks % 2 === 1 ? 404 : 200, { 'content-type': 'audio/mpeg' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'audio/mpeg' });
    response.end(Buffer.concat([Buffer.from('ID3'), Buffer.alloc(20_000)]));
  }

  #answer(call: CallName, message: IncomingMessage, request: Request): Answer {
    if (message.headers.authorization !== `Bearer ${this.key}`) {
      return call === 'upload'
        ? { success: false, code: 401, msg: 'Authentication failed: Invalid API Key' }
        : { code: 401, msg: 'You do not have access permissions', data: null };
    }
    const { method, answer } = ROUTES[call];
    return message.method === method
      ? answer(this.#world, request)
      : { code: 405, msg: 'Method not allowed', data: null };
  }

  /** What the service would not complain about, but a reader of the contract does. */
  #inspect({ call, headers, keyFoundIn, file }: Exchange, message: IncomingMessage): void {
    const complain = (what: string): void => {
      this.problems.push(`${message.method ?? ''} ${message.url ?? ''}: ${what}`);
    };
    for (const place of keyFoundIn) {
      if (place !== 'header authorization') complain(`the key is in ${place}`);
    }
    if (call === undefined && keyFoundIn.length > 0) complain('the key was sent to a file');
    if (headers['user-agent'] === undefined) complain('there is no User-Agent');
    if (message.method === 'POST' && call !== 'upload') {
      if (headers['content-type'] !== 'application/json') complain('the body is not called JSON');
    }
    if (file !== undefined && !isNamedByContent(file.fileName, file.contentType)) {
      complain(`${file.fileName} is called ${file.contentType}`);
    }
  }
}

function parse(message: IncomingMessage, url: URL, body: Buffer, files: string) {
  const query = Object.fromEntries(url.searchParams);
  const contentType = message.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    const fields = body.byteLength === 0 ? {} : parseFields(body);
    return { request: { query, fields, file: undefined, files }, file: undefined };
  }
  const parts = parseForm(contentType, body) ?? [];
  const texts = parts.filter((part) => part.fileName === undefined);
  const fields = Object.fromEntries(texts.map((part) => [part.name, part.bytes.toString('utf8')]));
  const part = parts.find((each) => each.name === 'file' && each.fileName !== undefined);
  if (part === undefined) {
    return { request: { query, fields, file: undefined, files }, file: undefined };
  }
  const { fileName = '', contentType: type = '', bytes } = part;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    request: { query, fields, file: { fileName, contentType: type, bytes }, files },
    file: { fileName, contentType: type, sizeBytes: bytes.byteLength, sha256 },
  };
}

function parseFields(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function isNamedByContent(fileName: string, contentType: string): boolean {
  const types: Readonly<Record<string, readonly string[]>> = {
    wav: ['audio/wav', 'audio/x-wav'],
    mp3: ['audio/mpeg'],
    flac: ['audio/flac'],
    ogg: ['audio/ogg'],
    m4a: ['audio/mp4'],
    aac: ['audio/aac'],
  };
  return types[/\.(\w+)$/.exec(fileName)?.[1] ?? '']?.includes(contentType) === true;
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
