import type { StemstaveError } from '../../errors.ts';
import type { Clock } from '../../jobs/clock.ts';
import { ServiceError } from './service-error.ts';

const MAX_TRIES = 5;
/** A server that wants longer than this is not waited for in silence. */
const LONGEST_WAIT_MS = 2 * 60_000;
/** Over which the service counts new tasks. */
export const RATE_LIMIT_WINDOW_MS = 10_000;
const MAINTENANCE_WAITS_MS = [30_000, 60_000, 120_000] as const;

/**
 * What may be sent again. `free`: whatever did not succeed. `paid`: only what was certainly not
 * accepted, since a second task is a second charge.
 */
export type Price = 'free' | 'paid';

/**
 * Does `work` again, with growing, jittered pauses, as long as that is safe and may help.
 * @param onWait told before each pause
 * @throws {StemstaveError} the last failure
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  price: Price,
  clock: Clock,
  signal: AbortSignal,
  onWait: (ms: number) => void = () => undefined,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = pauseBeforeNextTry(error, tried, price);
      if (pauseMs === undefined) throw error;
      onWait(pauseMs);
      await clock.sleep(pauseMs, signal);
    }
  }
}

/** Milliseconds to wait before another try, or `undefined` if there should be none. */
export function pauseBeforeNextTry(
  error: unknown,
  tried: number,
  price: Price,
): number | undefined {
  if (!(error instanceof ServiceError) || tried >= MAX_TRIES) return undefined;
  if (price === 'paid' && !error.refused) return undefined;
  const atLeastMs = error.retryAfterMs ?? 0;
  const pauseMs = jittered(Math.max(atLeastMs, naturalPause(error, tried) ?? Infinity));
  return pauseMs <= LONGEST_WAIT_MS * 1.5 && atLeastMs <= LONGEST_WAIT_MS ? pauseMs : undefined;
}

function naturalPause(error: ServiceError, tried: number): number | undefined {
  switch (error.retryable) {
    case 'no':
      return undefined;
    case 'rate-limit':
      return RATE_LIMIT_WINDOW_MS;
    case 'maintenance':
      return MAINTENANCE_WAITS_MS[tried - 1];
    case 'fault':
      // Somebody without a network should hear of it in seconds.
      return error.code.startsWith('network-') && error.refused && tried >= 3
        ? undefined
        : 1000 * 2 ** (tried - 1);
  }
}

/** Up to a quarter more, so that many programs do not all come back at once. */
function jittered(ms: number): number {
  return ms * (1 + Math.random() / 4);
}

/** Whether a failed look at a task says nothing about the task: look again later. */
export function isPassing(error: unknown): error is StemstaveError {
  return error instanceof ServiceError && error.retryable !== 'no';
}
