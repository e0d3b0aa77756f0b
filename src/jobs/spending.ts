import type { Job } from './job.ts';
import { paidStepsOf, type PaidStep } from './paid-steps.ts';

/** What was paid for within one calendar month, by this computer's clock and time zone. */
export interface MonthOfSpending {
  readonly year: number;
  /** 0–11. */
  readonly month: number;
  /** Latest first; requests that the service refused are not among them. */
  readonly steps: readonly PaidStep[];
  /** Credits that are known to have been charged. */
  readonly credits: number;
  /** Requests whose cost is not known: the account did not tell, or the answer was lost. */
  readonly unknownCount: number;
}

/** What all jobs have spent, by month, latest first. */
export function spendingByMonth(jobs: readonly Job[]): readonly MonthOfSpending[] {
  const byMonth = new Map<string, PaidStep[]>();
  for (const step of chargedSteps(jobs)) {
    const date = new Date(step.sentAtMs);
    const month = `${date.getFullYear()} ${date.getMonth()}`;
    byMonth.set(month, [...(byMonth.get(month) ?? []), step]);
  }
  return [...byMonth.values()].map((steps) => {
    const date = new Date(steps[0]?.sentAtMs ?? 0);
    return { year: date.getFullYear(), month: date.getMonth(), steps, ...totalOf(steps) };
  });
}

/** The sum of some requests. */
export function totalOf(steps: readonly PaidStep[]): {
  readonly credits: number;
  readonly unknownCount: number;
} {
  const known = steps.flatMap(({ credits }) => (credits === undefined ? [] : [credits]));
  // Credits come in hundredths at most; sums of binary fractions do not.
  const credits = Math.round(known.reduce((sum, each) => sum + each, 0) * 100) / 100;
  return { credits, unknownCount: steps.length - known.length };
}

/**
 * What a request of that kind is likely to cost: the most that any of the latest few did. `undefined`
 * if none of them told.
 */
export function likelyCost(jobs: readonly Job[], name: PaidStep['name']): number | undefined {
  const costs = chargedSteps(jobs).flatMap((step) =>
    step.name === name && step.credits !== undefined ? [step.credits] : [],
  );
  return costs.length === 0 ? undefined : Math.max(...costs.slice(0, LATEST));
}

const LATEST = 5;

/** Requests that were charged, or may have been; latest first. */
export function chargedSteps(jobs: readonly Job[]): readonly PaidStep[] {
  return jobs
    .flatMap(paidStepsOf)
    .filter(({ fate }) => fate !== 'refused')
    .sort((a, b) => b.sentAtMs - a.sentAtMs);
}

/** What the latest finished job cost in all; `undefined` if none told. */
export function lastJobCost(jobs: readonly Job[]): number | undefined {
  const done = jobs.filter(({ state }) => state === 'done');
  for (const job of done.sort((a, b) => b.createdAtMs - a.createdAtMs)) {
    const { credits, unknownCount } = totalOf(chargedSteps([job]));
    if (unknownCount === 0 && credits > 0) return credits;
  }
  return undefined;
}
