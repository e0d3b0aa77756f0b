import type { Clock } from '../../../jobs/clock.ts';

/** Tells when the service has called about a task. */
export interface CallbackSource {
  called(taskId: string, signal: AbortSignal): Promise<void>;
}

/** However often somebody calls, the service is not asked more often than this. */
const SHORTEST_SLEEP_MS = 1000;

/** A clock whose sleep a call about the task cuts short. Without calls it is the clock it was. */
export function wakingClock(
  clock: Clock,
  source: CallbackSource | undefined,
  taskId: string,
): Clock {
  if (source === undefined) return clock;
  return {
    now: clock.now,
    monotonicMs: clock.monotonicMs,
    async sleep(ms, signal) {
      await clock.sleep(Math.min(ms, SHORTEST_SLEEP_MS), signal);
      if (ms <= SHORTEST_SLEEP_MS) return;
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      const asleep = clock.sleep(ms - SHORTEST_SLEEP_MS, either);
      try {
        await Promise.race([asleep, source.called(taskId, either)]);
        // A cancel ends the wait for calls, too, but without a word.
        if (signal.aborted) await asleep;
      } finally {
        stop.abort();
      }
    },
  };
}
