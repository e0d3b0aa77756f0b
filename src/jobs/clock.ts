import { CancelledError } from '../errors.ts';

/** Time as paid work sees it: the computer's, or one of a test's own. */
export interface Clock {
  /** Milliseconds since 1970: for records. It jumps when somebody sets the computer's clock. */
  readonly now: () => number;
  /**
   * Milliseconds since some moment, the same for all processes of this computer until it starts anew:
   * for deadlines, leases and rates. It never jumps and never goes back.
   */
  readonly monotonicMs: () => number;
  /**
   * Resolves after `ms` milliseconds.
   * @throws {CancelledError} at once when `signal` aborts
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The computer's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
  sleep,
};

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new CancelledError());
      return;
    }
    const done = (): void => {
      signal.removeEventListener('abort', cancel);
      resolve();
    };
    const timer = setTimeout(done, ms);
    const cancel = (): void => {
      clearTimeout(timer);
      reject(new CancelledError());
    };
    signal.addEventListener('abort', cancel, { once: true });
  });
}

/**
 * Gives what `work` gives, or rejects at once when `signal` aborts; `work` itself goes on.
 * @throws {CancelledError} when `signal` aborts first
 */
export function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      reject(new CancelledError());
    };
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', cancel);
    });
  });
}

/** @throws {CancelledError} if `signal` has aborted */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new CancelledError();
}
