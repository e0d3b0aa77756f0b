import { StemstaveError } from '../errors.ts';
import type { Job } from './job.ts';
import { paidStepsOf, type PaidStep } from './paid-steps.ts';
import { likelyCost, spendingByMonth, totalOf } from './spending.ts';

/** Limits a user sets to what is spent, in the service's credits; `undefined` for none. */
export interface Caps {
  readonly perJob: number | undefined;
  readonly perMonth: number | undefined;
}

/** A paid request that is about to be sent. */
export interface PlannedPayment {
  /** `undefined` before anything has happened of it. */
  readonly job: Job | undefined;
  readonly step: PaidStep['name'];
  /** The account's credits; `undefined` if it does not tell. */
  readonly balance: number | undefined;
}

/**
 * Lets a paid request pass, or says which limit it would break. What the request itself will cost is
 * taken from earlier ones of its kind; the first of a kind passes as long as the limit is not reached.
 * @param jobs all jobs of this computer, the one in question among them or not
 * @throws {StemstaveError} `job-cap-reached`, `month-cap-reached`, or `cap-unverifiable` where a limit is
 * set and the account does not tell what things cost
 */
export function checkCaps(
  { job, step, balance }: PlannedPayment,
  caps: Caps,
  jobs: readonly Job[],
  nowMs: number,
): void {
  if (caps.perJob === undefined && caps.perMonth === undefined) return;
  if (balance === undefined) {
    throw refusal(
      'cap-unverifiable',
      'Apikley does not tell the balance of your account at the moment, so your spending limit cannot be kept; nothing was sent.',
      'retry',
    );
  }
  const likely = likelyCost(jobs, step);
  const own = job === undefined ? [] : [job];
  const all = [...own, ...jobs.filter(({ id }) => id !== job?.id)];
  const now = new Date(nowMs);
  const month = spendingByMonth(all).find(
    (each) => each.year === now.getFullYear() && each.month === now.getMonth(),
  );
  const spentByJob = totalOf(
    own.flatMap(paidStepsOf).filter(({ fate }) => fate !== 'refused'),
  ).credits;
  for (const [code, cap, spent, what] of [
    ['job-cap-reached', caps.perJob, spentByJob, 'one transcription'],
    ['month-cap-reached', caps.perMonth, month?.credits ?? 0, 'a month'],
  ] as const) {
    if (cap === undefined || !isOver(spent, likely, cap)) continue;
    const next = likely === undefined ? '' : ` and the next request costs about ${likely}`;
    throw refusal(
      code,
      `Your limit for ${what} is ${cap} credits; ${spent} are spent${next}, so nothing more was sent. What has been paid for is kept: raise the limit in the settings and try again to go on.`,
      'open-settings',
    );
  }
}

function isOver(spent: number, likely: number | undefined, cap: number): boolean {
  return likely === undefined ? spent >= cap : spent + likely > cap;
}

function refusal(code: string, sentence: string, action: 'retry' | 'open-settings') {
  return new StemstaveError(code, sentence, { action });
}
