import { CancelledError } from '../../../errors.ts';
import { transportErrorOf } from './transport-failure.ts';
import { TransportError } from './transport.ts';

/**
 * Does work that ends with the caller's signal or after `timeoutMs`, whichever is first.
 * @param work gets the signal to end by
 * @throws {CancelledError} when `signal` aborts
 * @throws {TransportError} at the deadline, and for whatever else the work throws
 */
export async function withDeadline<T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (hasAborted(signal)) throw new CancelledError();
  const stop = new AbortController();
  const cancel = (): void => {
    stop.abort(new CancelledError());
  };
  signal.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(() => {
    stop.abort(new TransportError('timeout', true));
  }, timeoutMs);
  try {
    return await work(stop.signal);
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

/** Asked through a call, since the compiler takes what it read once for lasting. */
function hasAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
