import { StemstaveError } from '../../errors.ts';
import { throwIfCancelled, type Clock } from '../../jobs/clock.ts';
import { errorOfTask, type TaskKind } from './reply-errors.ts';
import { isPassing } from './retrying.ts';
import { ServiceError } from './service-error.ts';
import type { TaskState } from './wire/task-state.ts';

const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 15_000;
const GROWTH = 1.4;
/** A new task may take a moment to become known. */
const NOT_FOUND_LOOKS = 3;
/** Looks in a row that may fail for reasons of the network before the wait is given up. */
const MAX_FAILED_LOOKS = 8;

/** A task to wait for. */
export interface Wait<Result> {
  readonly kind: TaskKind;
  readonly taskId: string;
  readonly look: () => Promise<TaskState<Result>>;
  /** From now; the task itself goes on beyond it. */
  readonly deadlineMs: number;
  /** How often a success without a result is looked at again, since results can lag behind. */
  readonly emptyLooks: number;
  readonly isEmpty: (result: Result) => boolean;
  /** Called before each look with the time waited so far. */
  readonly onLook: (waitedMs: number) => void;
}

/**
 * Looks at a task until it has ended. Looking is free, and pauses grow from 2 to 15 s.
 * @throws {StemstaveError} `task-failed` and its kin when the task ended badly, `still-running` at the
 * deadline, `task-not-found` for a task the service does not know
 */
export async function awaitTask<Result>(
  wait: Wait<Result>,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result> {
  const startMs = clock.monotonicMs();
  let pauseMs = FIRST_PAUSE_MS;
  let notFound = 0;
  let empty = 0;
  let failedLooks = 0;
  for (;;) {
    throwIfCancelled(signal);
    const waitedMs = clock.monotonicMs() - startMs;
    wait.onLook(waitedMs);
    let askedPauseMs = 0;
    try {
      const task = await wait.look();
      failedLooks = 0;
      if (task.state === 'failed') throw errorOfTask(wait.kind, task.code, task.message);
      if (task.state === 'not-found' && (notFound += 1) > NOT_FOUND_LOOKS) throw taskNotFound();
      if (task.state === 'done') {
        if (!wait.isEmpty(task.result) || (empty += 1) > wait.emptyLooks) return task.result;
      }
    } catch (error) {
      if (!isPassing(error) || (failedLooks += 1) >= MAX_FAILED_LOOKS) throw checkable(error);
      askedPauseMs = error instanceof ServiceError ? (error.retryAfterMs ?? 0) : 0;
    }
    if (waitedMs >= wait.deadlineMs) throw stillRunning();
    await clock.sleep(Math.max(pauseMs, askedPauseMs) * (1 + Math.random() / 10), signal);
    pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * GROWTH);
  }
}

/** The task is known and goes on: looking again later costs nothing. */
function checkable(error: unknown): unknown {
  if (!isPassing(error)) return error;
  return new StemstaveError(
    error.code,
    `${error.message} The task goes on at Apikley; checking again costs nothing.`,
    { action: 'check-again', cause: error },
  );
}

function stillRunning(): StemstaveError {
  return new StemstaveError(
    'still-running',
    'Apikley is still at work on this and takes longer than usual; check again later, which costs nothing.',
    { action: 'check-again' },
  );
}

/** The service has no such task (any more). */
export function taskNotFound(): ServiceError {
  return new ServiceError(
    'task-not-found',
    'Apikley does not know this task (any more); results are kept for 14 days.',
    { action: 'retry', taskFate: 'not-found' },
  );
}
