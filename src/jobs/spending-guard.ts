import { checkCaps, hasCaps, isCostAwaited, type Caps, type PlannedPayment } from './caps.ts';
import { throwIfCancelled, type Clock } from './clock.ts';
import type { Job } from './job.ts';
import type { JobJournal } from './journal.ts';
import type { FolderLocks, Lock } from './locks.ts';

const LOCK = 'spending';
const PAUSE_MS = 500;

/** Makes sure that what was checked still holds; rejects if not. */
export type StillHolds = () => Promise<void>;

/** Somebody else may have spent since the limits were checked. */
class StoodStill extends Error {}

/**
 * Keeps the limits to spending between all processes: that a payment stays within them is checked, and
 * the payment written down, in one step under a lock. What is written down counts from then on, with what
 * it is likely to cost, so that of two that fit one by one, but not together, only one is sent.
 */
export class SpendingGuard {
  readonly #journals: readonly JobJournal[];
  readonly #locks: FolderLocks;
  readonly #clock: Clock;
  /** Within this process, one waits for the lock at a time. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param journals all that tell of spending; the one that is written to among them */
  constructor(journals: readonly JobJournal[], locks: FolderLocks, clock: Clock) {
    this.#journals = journals;
    this.#locks = locks;
    this.#clock = clock;
  }

  /**
   * Whether a payment may be made as things are now: worth knowing before somebody is asked, or waits.
   * Waits while a payment is under way of which nobody can say what it will cost.
   * @throws {StemstaveError} as `checkCaps`; `journal-failed`
   * @throws {CancelledError} while waiting
   */
  async check(payment: PlannedPayment, caps: Caps, signal: AbortSignal): Promise<void> {
    while (!(await this.#passes(payment, caps))) await this.#clock.sleep(PAUSE_MS, signal);
  }

  /**
   * Checks a payment once more and writes it down, in one step.
   * @param record writes it down; calls what it gets when it has, and takes it back if that rejects
   * @returns what `record` gave; `undefined` where nothing was written down, and `check` has to be waited for
   * @throws what `record` throws, and as `check`
   */
  spend<T>(
    payment: PlannedPayment,
    caps: Caps,
    signal: AbortSignal,
    record: (stillHolds: StillHolds) => Promise<T>,
  ): Promise<T | undefined> {
    const spending = this.#last.then(() =>
      this.#locks.during(LOCK, signal, async (lock) => {
        if (!(await this.#passes(payment, caps))) return undefined;
        throwIfCancelled(signal);
        return record(() => confirmed(lock));
      }),
    );
    this.#last = spending.catch(() => undefined);
    return spending.catch((error: unknown) => {
      if (error instanceof StoodStill) return undefined;
      throw error;
    });
  }

  async #passes(payment: PlannedPayment, caps: Caps): Promise<boolean> {
    if (!hasCaps(caps)) return true;
    const jobs = new Map<string, Job>();
    for (const journal of this.#journals) {
      for (const job of (await journal.load()).jobs) jobs.set(job.id, job);
    }
    const all = [...jobs.values()];
    const nowMs = this.#clock.now();
    checkCaps(payment, caps, all, nowMs);
    return !isCostAwaited(payment, all, nowMs);
  }
}

/** Lost to somebody who took this process for dead, the lock says nothing about the job's own. */
async function confirmed(lock: Lock): Promise<void> {
  await lock.confirm().catch(() => {
    throw new StoodStill();
  });
}
