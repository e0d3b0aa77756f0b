import { setTimeout as delay } from 'node:timers/promises';
import type { ServerResponse } from 'node:http';
import type { CallName, Fault, Trouble } from './behaviour.ts';

/** Deals out faults in the order of the calls. */
export class FaultPlan {
  #faults: readonly Fault[];
  readonly #seen = new Map<Fault, number>();

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  /** From now on all goes well. */
  heal(): void {
    this.#faults = [];
  }

  /** The fault that this call meets, if any. Every call counts for every fault on it. */
  next(call: CallName): Fault | undefined {
    let met: Fault | undefined;
    for (const fault of this.#faults) {
      if (fault.on !== call) continue;
      const seen = this.#seen.get(fault) ?? 0;
      this.#seen.set(fault, seen + 1);
      const since = seen - (fault.skip ?? 0);
      if (since >= 0 && since < (fault.times ?? Infinity)) met ??= fault;
    }
    return met;
  }
}

/** Answers with JSON. */
export function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** Answers as a fault says; `right` is what the answer would have been. */
export async function giveTrouble(
  trouble: Trouble,
  response: ServerResponse,
  right: unknown,
): Promise<void> {
  switch (trouble.kind) {
    case 'code': {
      const { code, msg = 'Something is wrong', data = null } = trouble;
      send(response, trouble.httpStatus ?? 200, { code, msg, data }, trouble.headers);
      return;
    }
    case 'raw':
      response.writeHead(trouble.status, {
        'content-type': trouble.contentType,
        ...trouble.headers,
      });
      response.end(trouble.body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'half-body': {
      const text = JSON.stringify(right);
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text) * 2 + 2,
      });
      response.write(text);
      await delay(20);
      response.socket?.resetAndDestroy();
      return;
    }
    case 'huge':
      return sendWithoutEnd(response, Buffer.alloc(256 * 1024, ' '), 0);
    case 'drip':
      return sendWithoutEnd(response, Buffer.from(' '), 5);
    case 'held':
      await trouble.until;
      send(response, 200, right);
      return;
    case 'silence':
      return;
  }
}

async function sendWithoutEnd(
  response: ServerResponse,
  chunk: Buffer,
  pauseMs: number,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"code":200,');
  while (!response.destroyed && response.socket?.destroyed === false) {
    const isRoom = response.write(chunk);
    await (isRoom && pauseMs === 0 ? Promise.resolve() : delay(Math.max(1, pauseMs)));
  }
}
