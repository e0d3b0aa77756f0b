import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { StemstaveError } from '../../../src/errors.ts';
import { checkCaps, type Caps } from '../../../src/jobs/caps.ts';
import { JOB_VERSION, type Job, type JobStep } from '../../../src/jobs/job.ts';
import { lastJobCost, likelyCost, spendingByMonth } from '../../../src/jobs/spending.ts';

const NOW = new Date(2026, 10, 15, 12).getTime();
const NO_CAPS: Caps = { perJob: undefined, perMonth: undefined };
let count = 0;

function step(credits: number | undefined, change: Partial<JobStep> = {}): JobStep {
  return {
    name: 'separation',
    detail: '',
    state: 'done',
    sentAtMs: NOW,
    taskId: 'task',
    ...(credits === undefined ? {} : { balanceBefore: 1000, balanceAfter: 1000 - credits }),
    ...change,
  };
}

function job(steps: readonly JobStep[], change: Partial<Job> = {}): Job {
  count += 1;
  return {
    version: JOB_VERSION,
    id: `job-${count}`,
    key: 'a'.repeat(64),
    service: 'https://api.example',
    source: { kind: 'separation', taskId: 'x' },
    options: { route: 'auto', coverModel: 'V5' },
    createdAtMs: NOW,
    updatedAtMs: NOW,
    state: 'done',
    quote: { paidCalls: 2 },
    consents: [],
    steps,
    ...change,
  };
}

function refusalOf(own: Job, caps: Caps, others: readonly Job[] = [], balance?: number) {
  try {
    checkCaps({ job: own, step: 'separation', balance }, caps, [own, ...others], NOW);
    return undefined;
  } catch (error) {
    if (error instanceof StemstaveError) return error.code;
    throw error;
  }
}

describe('limits to spending', () => {
  test('without any, everything passes, even where the account tells nothing', () => {
    assert.equal(refusalOf(job([step(1e6)]), NO_CAPS), undefined);
  });

  test('with one, a payment whose cost cannot be known is refused', () => {
    assert.equal(refusalOf(job([]), { ...NO_CAPS, perJob: 1 }), 'cap-unverifiable');
    assert.equal(refusalOf(job([]), { ...NO_CAPS, perMonth: 1 }), 'cap-unverifiable');
  });

  test('count what the next request is likely to cost', () => {
    const caps = { ...NO_CAPS, perJob: 100 };
    assert.equal(refusalOf(job([step(50)]), caps, [], 900), undefined);
    assert.equal(refusalOf(job([step(50)]), caps, [job([step(51)])], 900), 'job-cap-reached');
    assert.equal(refusalOf(job([step(50), step(50)]), caps, [], 900), 'job-cap-reached');
  });

  test('for a month hold for all jobs of that month, and of no other', () => {
    const caps = { ...NO_CAPS, perMonth: 100 };
    const earlier = step(90, { sentAtMs: new Date(2026, 9, 31, 23, 59).getTime() });
    assert.equal(refusalOf(job([]), caps, [job([earlier])], 900), undefined);
    const others = [job([step(40)]), job([step(40)])];
    assert.equal(refusalOf(job([]), caps, others, 900), 'month-cap-reached');
  });

  test('do not count what was refused, and count what was perhaps charged as of unknown cost', () => {
    const steps = [
      step(50, { state: 'refused', taskId: undefined }),
      step(undefined, { state: 'unknown', taskId: undefined }),
    ];
    const [month] = spendingByMonth([job(steps)]);
    assert.deepEqual([month?.credits, month?.unknownCount], [0, 1]);
  });

  test('let nothing pass that takes what is known over the limit, whatever happened before', () => {
    const credits = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.array(credits), fc.array(credits), credits, (own, others, cap) => {
        const mine = job(own.map((each) => step(each)));
        const rest = others.map((each) => job([step(each)]));
        const caps = { perJob: cap, perMonth: 2 * cap };
        if (refusalOf(mine, caps, rest, 1000) !== undefined) return;
        const next = likelyCost([mine, ...rest], 'separation') ?? 0;
        const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
        assert.ok(sum(own) + next <= cap);
        assert.ok(sum(own) + sum(others) + next <= 2 * cap);
      }),
    );
  });
});

test('months are told apart and added up, latest first, in whole hundredths', () => {
  const at = (month: number) => ({ sentAtMs: new Date(2026, month, 1).getTime() });
  const jobs = [job([step(0.1, at(3)), step(0.2, at(3))]), job([step(5, at(4))])];
  assert.deepEqual(
    spendingByMonth(jobs).map(({ month, credits }) => [month, credits]),
    [
      [4, 5],
      [3, 0.3],
    ],
  );
});

test('what the latest transcription cost is told if it is known', () => {
  const older = job([step(50), step(5)], { createdAtMs: NOW - 1 });
  assert.equal(lastJobCost([older, job([step(undefined)])]), 55);
  assert.equal(lastJobCost([job([step(50)], { state: 'failed' })]), undefined);
});
