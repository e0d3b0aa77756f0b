import { CancelledError } from '../../../errors.ts';
import type { JobRecorder } from '../../../jobs/job-recorder.ts';
import { isUncertain, type StepName } from '../../../jobs/job.ts';
import type { ApiKey } from '../api-key.ts';
import { wakingClock, type CallbackSource } from '../callback/waking-clock.ts';
import type { ApikleyClient } from '../client.ts';
import { orCancelled, throwIfCancelled, type Clock } from '../clock.ts';
import type { Confirm, ConsentQuestion } from '../consent.ts';
import { awaitTask, type Wait } from '../polling.ts';
import type { TaskKind } from '../reply-errors.ts';
import { withRetries } from '../retrying.ts';
import { ServiceError } from '../service-error.ts';
import type { StagedProgress } from './staged-progress.ts';

/** Everything one transcription through the service works with. */
export interface Run {
  readonly client: ApikleyClient;
  readonly key: ApiKey;
  readonly recorder: JobRecorder;
  readonly confirm: Confirm;
  readonly clock: Clock;
  readonly progress: StagedProgress;
  readonly signal: AbortSignal;
  /** Tells of news of tasks sooner than looking would; absent where nobody can call here. */
  readonly callbacks: CallbackSource | undefined;
  /** The service's generator for re-performances. */
  readonly coverModel: string;
  /** True for a job taken up again: then each step that costs money is asked for anew. */
  readonly asksBeforePaying: boolean;
}

/** A task in the journal: the name of its step and what sets it apart from others of that name. */
export interface Step {
  readonly name: StepName;
  readonly detail: string;
}

const LABELS: Readonly<Record<TaskKind, string>> = {
  cover: 're-performance',
  separation: 'separation',
  midi: 'notes',
};

/**
 * Asks, and does not keep a cancel waiting for the answer.
 * @throws {CancelledError}
 */
export function ask(run: Run, question: ConsentQuestion): Promise<boolean> {
  return orCancelled(run.confirm(question), run.signal);
}

/** @throws {CancelledError} if the answer is no */
export async function askOrCancel(run: Run, question: ConsentQuestion): Promise<void> {
  if (!(await ask(run, question))) throw new CancelledError();
}

/** The task of a step that was accepted in this job, now or in an earlier run. */
export function knownTask(run: Run, { name, detail }: Step): string | undefined {
  const step = run.recorder.latest(name, detail);
  return step?.state === 'accepted' || step?.state === 'done' ? step.taskId : undefined;
}

/**
 * Sends a paid request once, between two entries in the journal, unless its task is known already.
 * When the user cancels meanwhile, this rejects at once, but the request is seen through in the
 * background, so that the task it was charged for is not lost.
 * @returns the id of the task
 */
export async function paidTask(
  run: Run,
  kind: TaskKind,
  detail: string,
  send: (signal: AbortSignal) => Promise<string>,
): Promise<string> {
  const step = { name: kind, detail };
  const known = knownTask(run, step);
  if (known !== undefined) return known;
  const earlier = run.recorder.latest(kind, detail);
  if (earlier !== undefined && isUncertain(earlier)) {
    await askOrCancel(run, { kind: 'start-anew', step: LABELS[kind], paidCalls: 1 });
  } else if (run.asksBeforePaying) {
    await askOrCancel(run, { kind: 'go-on', step: LABELS[kind], paidCalls: 1 });
  }
  throwIfCancelled(run.signal);
  const settle = await run.recorder.intend(kind, detail);
  const patient = new AbortController().signal;
  const sending = withRetries(
    () => send(patient),
    'paid',
    run.clock,
    run.signal,
    (ms) => {
      run.progress.pause(`Apikley asks to wait ${Math.ceil(ms / 1000)} s`);
    },
  );
  const settled = sending.then(
    async (taskId) => {
      await settle({ state: 'accepted', taskId });
      return taskId;
    },
    async (error: unknown) => {
      // A conflict can name the task that is in the way; it is ours.
      if (error instanceof ServiceError && error.taskId !== undefined) {
        await settle({ state: 'accepted', taskId: error.taskId });
        return error.taskId;
      }
      await settle({ state: wasRefused(error) ? 'refused' : 'unknown', errorCode: codeOf(error) });
      throw error;
    },
  );
  return orCancelled(settled, run.signal);
}

/** Waits for a task and notes how it ended. */
export async function finished<Result>(run: Run, step: Step, wait: Wait<Result>): Promise<Result> {
  try {
    const clock = wakingClock(run.clock, run.callbacks, wait.taskId);
    const result = await awaitTask(wait, run.key, clock, run.signal);
    run.progress.at(1);
    await run.recorder.note(step.name, step.detail, { state: 'done' });
    return result;
  } catch (error) {
    if (error instanceof ServiceError && error.taskFate !== undefined) {
      // A task the service does not know was paid for once, perhaps: not again without asking.
      const state = error.taskFate === 'not-found' ? 'unknown' : 'failed';
      await run.recorder.note(step.name, step.detail, { state, errorCode: error.code });
    }
    throw error;
  }
}

/** Cancelled between two tries: the earlier ones were refused, or there would be no other. */
function wasRefused(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof ServiceError && error.refused);
}

function codeOf(error: unknown): string {
  return error instanceof ServiceError || error instanceof CancelledError
    ? error.code
    : 'unexpected';
}
