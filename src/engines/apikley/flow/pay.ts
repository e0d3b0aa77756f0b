import { StemstaveError } from '../../../errors.ts';
import { orCancelled, throwIfCancelled } from '../../../jobs/clock.ts';
import { stateWhile } from '../../../jobs/job-state.ts';
import { isUncertain, type JobStep } from '../../../jobs/job.ts';
import type { ConsentQuestion, StartAnewReason } from '../consent.ts';
import { taskNotFound } from '../polling.ts';
import type { TaskKind } from '../reply-errors.ts';
import { RATE_LIMIT_WINDOW_MS, withRetries } from '../retrying.ts';
import { ServiceError } from '../service-error.ts';
import { ask, askOrCancel, balanceOf, consentNeeded, LABELS, type Run, type Step } from './run.ts';

/**
 * The task of a step that was accepted in this job, now or in an earlier run; also one that the service
 * did not know in an earlier run, since looking again is free.
 */
export function knownTask(run: Run, { name, detail }: Step): string | undefined {
  const step = run.recorder.latest(name, detail);
  if (step?.taskId === undefined || step.state === 'failed') return undefined;
  return run.gone.has(step.taskId) ? undefined : step.taskId;
}

/**
 * Pays for a task and waits for what it gives, unless the task of an earlier run is known: then only
 * waits. Where the service does not know that one any more, or it had failed and still has, the user is
 * asked whether to pay for another: a failure may have passed, and looking is free.
 */
export async function paidResult<Result>(
  run: Run,
  step: Step,
  pay: () => Promise<string>,
  wait: (taskId: string) => Promise<Result>,
): Promise<Result> {
  const earlier = run.recorder.latest(step.name, step.detail);
  const hadFailed = earlier?.state === 'failed';
  const taskId = knownTask(run, step) ?? (hadFailed ? earlier.taskId : undefined);
  if (taskId === undefined || run.gone.has(taskId)) return wait(await pay());
  try {
    return await wait(taskId);
  } catch (error) {
    const fate = error instanceof ServiceError ? error.taskFate : undefined;
    if (fate !== 'not-found' && !(fate === 'failed' && hadFailed)) throw error;
    run.gone.add(taskId);
    return wait(await pay());
  }
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
  const isAgreedTo = await askAboutEarlier(run, step);
  if (!isAgreedTo && run.asksBeforePaying) {
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

/**
 * Asks, once in a run, whether to pay for a step again whose earlier request came to nothing. Whoever
 * prepares for the next request (an upload, say) asks before that.
 * @returns whether there was something to ask, and the answer was yes
 * @throws {StemstaveError} `charge-unknown`, `task-not-found`, or `CancelledError` if it was no
 */
export async function askAboutEarlier(run: Run, { name, detail }: Step): Promise<boolean> {
  const earlier = run.recorder.latest(name, detail);
  if (earlier === undefined) return false;
  const about = `${name}/${detail}/${earlier.sentAtMs}`;
  if (run.agreed.has(about)) return true;
  if (earlier.state === 'failed') {
    await askOrCancel(run, await startAnew(run, 'failed', earlier));
  } else if (earlier.taskId !== undefined && run.gone.has(earlier.taskId)) {
    if (!(await ask(run, await startAnew(run, 'expired', earlier)))) throw taskNotFound();
  } else if (isUncertain(earlier)) {
    await run.recorder.note(name, detail, { state: 'unknown' }, 'unknown');
    const question = await startAnew(run, 'cut-off', earlier);
    if (!(await ask(run, question))) throw await chargeUnknown(run, earlier);
  } else {
    return false;
  }
  run.agreed.add(about);
  return true;
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
  await withinCaps(run, kind, balance);
  await run.beforePaying?.({ job: run.recorder.job, step: kind, balance });
  let taskId: string | undefined;
  while (taskId === undefined) {
    taskId = await run.inTurn('task', () => sendOnce(run, kind, detail, send, balance));
    if (taskId === undefined) await withinCaps(run, kind, balance);
  }
  const balanceAfter = await balanceOf(run);
  if (balanceAfter !== undefined) {
    await run.recorder.note(kind, detail, { state: 'accepted', balanceAfter });
  }
  return taskId;
}

/**
 * Makes sure that the limits to spending leave room for a request, before anybody is asked about it.
 * @throws {StemstaveError} as `checkCaps`
 */
export async function withinCaps(
  run: Run,
  step: TaskKind,
  balance: number | undefined,
): Promise<void> {
  await run.spending.check({ job: run.recorder.job, step, balance }, run.caps(), run.signal);
}

/** @returns `undefined` if nothing was sent, since the limits have to be looked at again */
async function sendOnce(
  run: Run,
  kind: TaskKind,
  detail: string,
  send: (signal: AbortSignal) => Promise<string>,
  balance: number | undefined,
): Promise<string | undefined> {
  const payment = { job: run.recorder.job, step: kind, balance };
  const settle = await run.spending.spend(payment, run.caps(), run.signal, async (stillHolds) => {
    const written = await run.recorder.intend(kind, detail, stateWhile(kind), balance);
    try {
      // Writing can take long on a bad disk: another window may have given this one up, or the user the job.
      throwIfCancelled(run.signal);
      await run.lock.confirm();
      await stillHolds();
    } catch (error) {
      await written({ state: 'refused' });
      throw error;
    }
    return written;
  });
  if (settle === undefined) return undefined;
  const accepted = async (taskId: string): Promise<string> => {
    await settle({ state: 'accepted', taskId });
    return taskId;
  };
  try {
    // Whoever cancels now must not lose the task that comes back.
    return await accepted(await send(new AbortController().signal));
  } catch (error) {
    // A conflict can name the task that is in the way; it is ours, unless it is what we sent ourselves.
    const named = error instanceof ServiceError ? error.taskId : undefined;
    if (named !== undefined && !namesTask(run, named)) return accepted(named);
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

/** Whether a job has a task of that name already: one of its steps, or what it started from. */
function namesTask({ recorder }: Run, taskId: string): boolean {
  const { source, steps } = recorder.job;
  return (
    (source.kind !== 'audio' && source.taskId === taskId) ||
    steps.some((step) => step.taskId === taskId)
  );
}

async function startAnew(
  run: Run,
  reason: StartAnewReason,
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
