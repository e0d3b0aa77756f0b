import { CancelledError, StemstaveError } from '../../../errors.ts';
import { orCancelled, type Clock } from '../../../jobs/clock.ts';
import type { JobRecorder } from '../../../jobs/job-recorder.ts';
import { stateWhile } from '../../../jobs/job-state.ts';
import type { StepName } from '../../../jobs/job.ts';
import type { Lock } from '../../../jobs/locks.ts';
import type { Lane } from '../../../jobs/pacer.ts';
import type { Caps } from '../../../jobs/caps.ts';
import type { SpendingGuard } from '../../../jobs/spending-guard.ts';
import { wakingClock, type CallbackSource } from '../callback/waking-clock.ts';
import type { ApikleyClient } from '../client.ts';
import { paidCallsOf, type Confirm, type ConsentQuestion } from '../consent.ts';
import type { ApikleyOptions } from '../engine-types.ts';
import { awaitTask, type Wait } from '../polling.ts';
import { ServiceError } from '../service-error.ts';
import type { StagedProgress } from './staged-progress.ts';

/** Everything one transcription through the service works with. */
export interface Run {
  readonly client: ApikleyClient;
  readonly recorder: JobRecorder;
  readonly lock: Lock;
  /** Sends a request when it is this job's turn among all that go to the account. */
  readonly inTurn: <T>(lane: Lane, work: () => Promise<T>) => Promise<T>;
  /** Keeps everybody from sending for a while. */
  readonly holdOff: (lane: Lane, ms: number) => Promise<void>;
  /** Paid requests under way: they are seen through even when the caller is gone. */
  readonly pending: Set<Promise<unknown>>;
  readonly confirm: Confirm;
  readonly beforePaying: ApikleyOptions['beforePaying'];
  readonly spending: SpendingGuard;
  readonly caps: () => Caps;
  readonly clock: Clock;
  readonly progress: StagedProgress;
  readonly signal: AbortSignal;
  /** Tells of news of tasks sooner than looking would; absent where nobody can call here. */
  readonly callbacks: CallbackSource | undefined;
  /** The service's generator for re-performances. */
  readonly coverModel: string;
  /** Nobody is there to be asked: looks at tasks are all that is sent. */
  readonly isUnattended: boolean;
  /** Tasks of earlier runs that the service turned out not to know any more. */
  readonly gone: Set<string>;
  /** Earlier requests of which the user has said in this run that they may be paid for again. */
  readonly agreed: Set<string>;
  /** True for a job taken up again: then each step that costs money is asked for anew. */
  readonly asksBeforePaying: boolean;
}

/** A task in the journal: the name of its step and what sets it apart from others of that name. */
export interface Step {
  readonly name: StepName;
  readonly detail: string;
}

export const LABELS: Readonly<Record<StepName, string>> = {
  upload: 'upload',
  cover: 're-performance',
  separation: 'separation',
  midi: 'notes',
};

/** Asks, writes down a "yes", and does not keep a cancel waiting for the answer. */
export async function ask(run: Run, question: ConsentQuestion): Promise<boolean> {
  if (run.isUnattended) throw consentNeeded();
  const balance = await balanceOf(run);
  const isAgreed = await orCancelled(run.confirm(question, balance), run.signal);
  if (isAgreed) await run.recorder.consented(question.kind, paidCallsOf(question));
  return isAgreed;
}

/** Not a failure: the job stays where it is until somebody is there. */
export function consentNeeded(): StemstaveError {
  return new StemstaveError(
    'consent-needed',
    'What comes next of this job is not done without your word; resume it to be asked.',
    { action: 'check-again' },
  );
}

/** @throws {CancelledError} if the answer is no */
export async function askOrCancel(run: Run, question: ConsentQuestion): Promise<void> {
  if (!(await ask(run, question))) throw new CancelledError();
}

/** The account's credits; `undefined` if it does not tell. What is only of interest must not hold up. */
export async function balanceOf(run: Run): Promise<number | undefined> {
  if (run.signal.aborted) return undefined;
  return run.client.glanceAtCredits(run.signal).catch(() => undefined);
}

/** Waits for a task and notes how it ended. */
export async function finished<Result>(run: Run, step: Step, wait: Wait<Result>): Promise<Result> {
  const { recorder } = run;
  const { name, detail } = step;
  const state = recorder.latest(name, detail)?.state;
  if (state === 'accepted' || state === 'unknown') await recorder.to(stateWhile(name));
  try {
    const clock = wakingClock(run.clock, run.callbacks, wait.taskId);
    const look = async () => {
      await recorder.catchUp();
      return wait.look();
    };
    const result = await awaitTask({ ...wait, look }, clock, run.signal);
    run.progress.at(1);
    if (state === 'failed') await recorder.to(stateWhile(name));
    await recorder.note(name, detail, { state: 'done' });
    return result;
  } catch (error) {
    if (error instanceof ServiceError && error.taskFate !== undefined) {
      // A task the service does not know was paid for once, perhaps: not again without asking.
      const state = error.taskFate === 'not-found' ? 'unknown' : 'failed';
      await recorder.note(name, detail, { state, errorCode: error.code });
    }
    throw error;
  }
}
