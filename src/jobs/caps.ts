import { StemstaveError } from '../errors.ts';
import type { Job } from './job.ts';
import type { PaidStep } from './paid-steps.ts';
import { chargedSteps, likelyCost, spendingByMonth, totalOf } from './spending.ts';

/** Limits a user sets to what is spent, in the service's credits; `undefined` for none. */
export interface Caps {
  readonly perJob: number | undefined;
  readonly perMonth: number | undefined;
}

/** Without any. */
export const NO_CAPS: Caps = { perJob: undefined, perMonth: undefined };

export function hasCaps({ perJob, perMonth }: Caps): boolean {
  return perJob !== undefined || perMonth !== undefined;
}

/** The account tells what a request has cost sooner than this after it was written down, or not at all. */
const COST_TOLD_MS = 60_000;

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
 * taken from earlier ones of its kind, and so is what others have cost that nobody told of, or not yet;
 * the first of a kind passes as long as the limit is not reached.
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
  if (!hasCaps(caps)) return;
  if (balance === undefined) {
    throw refusal(
      'cap-unverifiable',
      'Apikley does not tell the balance of your account at the moment, so your spending limit cannot be kept; nothing was sent.',
      'retry',
    );
  }
  const own = job === undefined ? [] : [job];
  const all = [...own, ...jobs.filter(({ id }) => id !== job?.id)];
  const likely = likelyCost(all, step);
  const now = new Date(nowMs);
  const month = spendingByMonth(all).find(
    (each) => each.year === now.getFullYear() && each.month === now.getMonth(),
  );
  for (const [code, cap, steps, what] of [
    ['job-cap-reached', caps.perJob, chargedSteps(own), 'one transcription'],
    ['month-cap-reached', caps.perMonth, month?.steps ?? [], 'a month'],
  ] as const) {
    const spent = totalOf(steps).credits;
    const untold = untoldCost(steps, all);
    if (cap === undefined || !isOver(spent + untold, likely, cap)) continue;
    const more = [
      ...(untold === 0 ? [] : [`up to ${untold} more for requests whose cost is not known (yet)`]),
      ...(likely === undefined ? [] : [`the next request costs about ${likely}`]),
    ];
    throw refusal(
      code,
      `Your limit for ${what} is ${cap} credits; ${[`${spent} are spent`, ...more].join(', ')}, so nothing more was sent. What has been paid for is kept: raise the limit in the settings and try again to go on.`,
      'open-settings',
    );
  }
}

/**
 * Whether another job's request is under way that cannot be counted, since nothing is known yet of what
 * its kind costs: until the account has told, no limit can be kept.
 */
export function isCostAwaited(
  { job }: Pick<PlannedPayment, 'job'>,
  jobs: readonly Job[],
  nowMs: number,
): boolean {
  const others = jobs.filter(({ id }) => id !== job?.id);
  return chargedSteps(others).some(
    ({ name, credits, isUnderWay, sentAtMs }) =>
      isUnderWay &&
      credits === undefined &&
      Math.abs(nowMs - sentAtMs) < COST_TOLD_MS &&
      likelyCost(jobs, name) === undefined,
  );
}

/** What requests may have cost that the account told nothing of. */
function untoldCost(steps: readonly PaidStep[], jobs: readonly Job[]): number {
  const untold = steps.filter(({ credits }) => credits === undefined);
  return untold.reduce((sum, { name }) => sum + (likelyCost(jobs, name) ?? 0), 0);
}

function isOver(spent: number, likely: number | undefined, cap: number): boolean {
  return likely === undefined ? spent >= cap : spent + likely > cap;
}

function refusal(code: string, sentence: string, action: 'retry' | 'open-settings') {
  return new StemstaveError(code, sentence, { action });
}
