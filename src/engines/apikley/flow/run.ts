import { CancelledError, StemstaveError } from '../../../errors.ts';
import { orCancelled, throwIfCancelled, type Clock } from '../../../jobs/clock.ts';
import type { JobRecorder } from '../../../jobs/job-recorder.ts';
import { stateWhile } from '../../../jobs/job-state.ts';
import { isUncertain, type JobStep, type StepName } from '../../../jobs/job.ts';
import type { Lock } from '../../../jobs/locks.ts';
import type { Lane } from '../../../jobs/pacer.ts';
import { wakingClock, type CallbackSource } from '../callback/waking-clock.ts';
import type { ApikleyClient } from '../client.ts';
import type { Confirm, ConsentQuestion } from '../consent.ts';
import type { ApikleyOptions } from '../engine-types.ts';
import { awaitTask, type Wait } from '../polling.ts';
import type { TaskKind } from '../reply-errors.ts';
import { RATE_LIMIT_WINDOW_MS, withRetries } from '../retrying.ts';
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
  readonly clock: Clock;
  readonly progress: StagedProgress;
  readonly signal: AbortSignal;
  /** Tells of news of tasks sooner than looking would; absent where nobody can call here. */
  readonly callbacks: CallbackSource | undefined;
  /** The service's generator for re-performances. */
  readonly coverModel: string;
  /** Nobody is there to be asked: looks at tasks are all that is sent. */
  readonly isUnattended: boolean;
  /** True for a job taken up again: then each step that costs money is asked for anew. */
  readonly asksBeforePaying: boolean;
}

/** A task in the journal: the name of its step and what sets it apart from others of that name. */
export interface Step {
  readonly name: StepName;
  readonly detail: string;
}

const LABELS: Readonly<Record<StepName, string>> = {
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
  if (isAgreed) await run.recorder.consented(question.kind, question.paidCalls);
  return isAgreed;
}

/** Not a failure: the job stays where it is until somebody is there. */
function consentNeeded(): StemstaveError {
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

/**
 * The task of a step that was accepted in this job, now or in an earlier run; also one that the service
 * did not know when it was last looked at, since looking again is free.
 */
export function knownTask(run: Run, { name, detail }: Step): string | undefined {
  const step = run.recorder.latest(name, detail);
  return step?.state === 'failed' ? undefined : step?.taskId;
}

/**
 * Sends a paid request once, between two entries in the journal, unless its task is known already. It is
 * sent again only after an answer that says for certain that it was not accepted, with an entry of its
 * own each time. When the user cancels meanwhile, this rejects at once, but the request is seen through
 * in the background, so that the task it was charged for is not lost.
 * @returns the id of the task
 * @throws {StemstaveError} `charge-unknown` if it was sent before, nobody knows what became of it, and
 * the user does not want to pay for it anew
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
    await run.recorder.note(kind, detail, { state: 'unknown' }, 'unknown');
    const question = await startAnew(run, 'cut-off', earlier);
    if (!(await ask(run, question))) throw await chargeUnknown(run, earlier);
  } else if (earlier?.state === 'failed') {
    await askOrCancel(run, await startAnew(run, 'failed', earlier));
  } else if (run.asksBeforePaying) {
    await askOrCancel(run, { kind: 'go-on', step: LABELS[kind], paidCalls: 1 });
  }
  const sending = withRetries(
    () => payOnce(run, kind, detail, send),
    'paid',
    run.clock,
    run.signal,
    (ms) => {
      run.progress.pause(`Apikley asks to wait ${Math.ceil(ms / 1000)} s`);
    },
  );
  run.pending.add(sending);
  sending.then(
    () => run.pending.delete(sending),
    () => run.pending.delete(sending),
  );
  return orCancelled(sending, run.signal);
}

/** One try, with what the account says of its cost; the user may stop it until it is sent. */
async function payOnce(
  run: Run,
  kind: TaskKind,
  detail: string,
  send: (signal: AbortSignal) => Promise<string>,
): Promise<string> {
  throwIfCancelled(run.signal);
  if (run.isUnattended) throw consentNeeded();
  const balance = await balanceOf(run);
  await run.beforePaying?.({ job: run.recorder.job, step: kind, balance });
  const taskId = await run.inTurn('task', () => sendOnce(run, kind, detail, send, balance));
  const balanceAfter = await balanceOf(run);
  if (balanceAfter !== undefined) {
    await run.recorder.note(kind, detail, { state: 'accepted', balanceAfter });
  }
  return taskId;
}

async function sendOnce(
  run: Run,
  kind: TaskKind,
  detail: string,
  send: (signal: AbortSignal) => Promise<string>,
  balance: number | undefined,
): Promise<string> {
  const settle = await run.recorder.intend(kind, detail, stateWhile(kind), balance);
  try {
    // Writing can take long on a bad disk, and another window may have given this one up meanwhile.
    await run.lock.confirm();
  } catch (error) {
    await settle({ state: 'refused' });
    throw error;
  }
  const accepted = async (taskId: string): Promise<string> => {
    await settle({ state: 'accepted', taskId });
    return taskId;
  };
  try {
    // Whoever cancels now must not lose the task that comes back.
    return await accepted(await send(new AbortController().signal));
  } catch (error) {
    // A conflict can name the task that is in the way; it is ours.
    if (error instanceof ServiceError && error.taskId !== undefined) return accepted(error.taskId);
    const errorCode = error instanceof ServiceError ? error.code : 'unexpected';
    if (error instanceof ServiceError && error.refused) {
      await settle({ state: 'refused', errorCode });
      if (error.retryable === 'rate-limit') {
        await run.holdOff('task', error.retryAfterMs ?? RATE_LIMIT_WINDOW_MS);
      }
    } else {
      await settle({ state: 'unknown', errorCode }, 'unknown');
    }
    throw error;
  }
}

async function startAnew(
  run: Run,
  reason: 'cut-off' | 'failed',
  { name, balanceBefore }: JobStep,
): Promise<ConsentQuestion> {
  const balanceNow = await balanceOf(run);
  return {
    kind: 'start-anew',
    reason,
    step: LABELS[name],
    paidCalls: 1,
    balanceBefore,
    balanceNow,
  };
}

/** The account's credits; `undefined` if it does not tell. What is only of interest must not hold up. */
async function balanceOf(run: Run): Promise<number | undefined> {
  if (run.signal.aborted) return undefined;
  return run.client.glanceAtCredits(run.signal).catch(() => undefined);
}

/**
 * What is to be said about a paid request whose answer was lost. Nothing is sent again; the balance, if
 * the account tells it, is evidence.
 */
export async function chargeUnknown(run: Run, step: JobStep): Promise<StemstaveError> {
  const now = await balanceOf(run);
  const { balanceBefore: before } = step;
  const evidence =
    before === undefined || now === undefined
      ? 'compare your balance at Apikley'
      : `the balance was ${before} before it and is ${now} now`;
  return new StemstaveError(
    'charge-unknown',
    `The request for the ${LABELS[step.name]} was cut off, and Apikley may have accepted and charged it; ${evidence}. Checking again costs nothing; starting anew may cost a second time.`,
    { action: 'check-again', mayHaveBeenCharged: true },
  );
}

/** Waits for a task and notes how it ended. */
export async function finished<Result>(run: Run, step: Step, wait: Wait<Result>): Promise<Result> {
  const { recorder } = run;
  const { name, detail } = step;
  if (recorder.latest(name, detail)?.state === 'accepted') await recorder.to(stateWhile(name));
  try {
    const clock = wakingClock(run.clock, run.callbacks, wait.taskId);
    const look = async () => {
      await recorder.catchUp();
      return wait.look();
    };
    const result = await awaitTask({ ...wait, look }, clock, run.signal);
    run.progress.at(1);
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
