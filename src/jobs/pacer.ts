import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { CancelledError } from '../errors.ts';
import { orCancelled, throwIfCancelled, type Clock } from './clock.ts';
import type { FolderLocks } from './locks.ts';
import { writeWholeFile } from './whole-file.ts';

/** Requests that make a task, and requests that look at something. */
export type Lane = 'task' | 'look';

/** At most so many requests in any stretch of time of this length. */
export interface Rate {
  readonly atMost: number;
  readonly perMs: number;
}

/** What the service takes from one account. */
export const SERVICE_RATES: Readonly<Record<Lane, Rate>> = {
  task: { atMost: 20, perMs: 10_000 },
  look: { atMost: 3, perMs: 1000 },
};

/** A turn that was never given back (its process died) is over after this; no request takes longer. */
const FORGOTTEN_MS = 60_000;
/** Nobody is held off for longer, whatever a server asks for. */
const LONGEST_HOLD_MS = 10 * 60_000;

const pageSchema = v.object({
  turns: v.array(
    v.object({ id: v.string(), takenAtMs: v.number(), backAtMs: v.optional(v.number()) }),
  ),
  heldUntilMs: v.number(),
});
type Page = v.InferOutput<typeof pageSchema>;

/**
 * The one scheduler for all requests to an account, of all windows and the command line: each takes a
 * turn first. A turn counts from before the request is sent until one stretch after its answer came, and
 * the server sees the request somewhere in between. So whatever the network delays, no stretch at the
 * server ever holds more requests than the rate allows: of any that fall into one, the last turn taken
 * would have found all the others still counting. Within a process, first come, first served.
 */
export class Pacer {
  readonly #folder: string;
  readonly #locks: FolderLocks;
  readonly #clock: Clock;
  readonly #rates: Readonly<Record<Lane, Rate>>;
  readonly #queues = new Map<string, Promise<unknown>>();

  /** @param folder absolute path, shared by all processes; made when first needed */
  constructor(folder: string, locks: FolderLocks, clock: Clock, rates = SERVICE_RATES) {
    this.#folder = folder;
    this.#locks = locks;
    this.#clock = clock;
    this.#rates = rates;
  }

  /**
   * Does `work` (one request) as soon as there is a turn for it.
   * @param account letters and digits; what shares one rate
   * @throws {CancelledError} if `signal` aborts before
   */
  async inTurn<T>(
    account: string,
    lane: Lane,
    signal: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const id = await this.#queued(account, lane, signal);
    try {
      throwIfCancelled(signal);
      return await work();
    } finally {
      await this.#giveBack(account, lane, id);
    }
  }

  /** Nobody gets a turn for so long: the service has said that it is too much. */
  async holdOff(account: string, lane: Lane, ms: number): Promise<void> {
    const untilMs = this.#clock.monotonicMs() + Math.min(ms, LONGEST_HOLD_MS);
    await this.#change(account, lane, new AbortController().signal, (page) => {
      page.heldUntilMs = Math.max(page.heldUntilMs, untilMs);
    }).catch(() => undefined);
  }

  #queued(account: string, lane: Lane, signal: AbortSignal): Promise<string> {
    const queue = `${account} ${lane}`;
    const before = this.#queues.get(queue) ?? Promise.resolve();
    const turn = before.then(() => this.#take(account, lane, signal));
    this.#queues.set(
      queue,
      turn.catch(() => undefined),
    );
    // Whoever leaves the queue does not wait for its head, and gives back what still comes.
    return orCancelled(turn, signal).catch((error: unknown) => {
      turn.then((id) => this.#giveBack(account, lane, id)).catch(() => undefined);
      throw error;
    });
  }

  async #take(account: string, lane: Lane, signal: AbortSignal): Promise<string> {
    const id = crypto.randomUUID();
    const { atMost, perMs } = this.#rates[lane];
    for (;;) {
      throwIfCancelled(signal);
      const waitMs = await this.#change(account, lane, signal, (page, nowMs) => {
        const ends = page.turns.map((turn) => endOf(turn, perMs)).sort((a, b) => a - b);
        const freeAtMs = ends[ends.length - atMost] ?? nowMs;
        const startMs = Math.max(freeAtMs, page.heldUntilMs);
        if (startMs <= nowMs) page.turns.push({ id, takenAtMs: nowMs });
        return startMs - nowMs;
      }).catch((error: unknown) => {
        if (error instanceof CancelledError) throw error;
        // Without a place to write, each window keeps to the service's refusals alone.
        return 0;
      });
      if (waitMs <= 0) return id;
      // Turns under way can come back long before their end is certain.
      await this.#clock.sleep(Math.min(waitMs, perMs / 2) + 1, signal);
    }
  }

  async #giveBack(account: string, lane: Lane, id: string): Promise<void> {
    await this.#change(account, lane, new AbortController().signal, (page, nowMs) => {
      const turn = page.turns.find((each) => each.id === id);
      if (turn !== undefined) turn.backAtMs = nowMs;
    }).catch(() => undefined);
  }

  async #change<T>(
    account: string,
    lane: Lane,
    signal: AbortSignal,
    change: (page: Page, nowMs: number) => T,
  ): Promise<T> {
    const path = join(this.#folder, `${account}.${lane}.json`);
    return this.#locks.during(`pace_${account}_${lane}`, signal, async () => {
      const nowMs = this.#clock.monotonicMs();
      const page = this.#current(await read(path), this.#rates[lane].perMs, nowMs);
      const result = change(page, nowMs);
      await writeWholeFile(path, JSON.stringify(page), { isDurable: false });
      return result;
    });
  }

  /** Without turns that are over; what lies in the future is from before the computer was restarted. */
  #current({ turns, heldUntilMs }: Page, perMs: number, nowMs: number): Page {
    return {
      turns: turns.filter(
        (turn) =>
          turn.takenAtMs <= nowMs && (turn.backAtMs ?? 0) <= nowMs && endOf(turn, perMs) > nowMs,
      ),
      heldUntilMs: heldUntilMs - nowMs > LONGEST_HOLD_MS ? 0 : heldUntilMs,
    };
  }
}

/** From when on a turn no longer counts. */
function endOf({ takenAtMs, backAtMs }: Page['turns'][number], perMs: number): number {
  return backAtMs === undefined ? takenAtMs + FORGOTTEN_MS : backAtMs + perMs + 1;
}

async function read(path: string): Promise<Page> {
  try {
    const page = v.safeParse(pageSchema, JSON.parse(await readFile(path, 'utf8')));
    if (page.success) return page.output;
  } catch {
    // Nobody has been here yet.
  }
  return { turns: [], heldUntilMs: 0 };
}
