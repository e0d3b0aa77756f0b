import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { NO_CAPS } from '../../../src/jobs/caps.ts';
import { systemClock } from '../../../src/jobs/clock.ts';
import { FileJournal } from '../../../src/jobs/file-journal.ts';
import { FolderLocks, LEASE_MS, type LockOwner } from '../../../src/jobs/locks.ts';
import { SpendingGuard } from '../../../src/jobs/spending-guard.ts';

const PAYMENT = { job: undefined, step: 'separation', balance: 100 } as const;
const { signal } = new AbortController();

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-spending-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Processes of one computer, whose clock somebody turns. */
function computerWith(folder: string, isAlive: (pid: number) => boolean) {
  let aheadMs = 0;
  const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
  const process = (pid: number) => {
    const owner: LockOwner = { pid, host: 'here', isAlive };
    const locks = new FolderLocks(join(folder, 'locks'), clock, owner);
    return { locks, guard: new SpendingGuard([new FileJournal(folder)], locks, clock) };
  };
  const turn = (ms: number): void => {
    aheadMs += ms;
  };
  return { process, turn };
}

test('a process that died while it paid keeps nobody from paying', async (t) => {
  const folder = await newFolder(t);
  const alive = new Set([1, 2]);
  const { process } = computerWith(folder, (pid) => alive.has(pid));
  const [dying, other] = [process(1), process(2)];
  let die: () => void = () => undefined;
  const death = new Promise<void>((resolve) => (die = resolve));
  let paying: Promise<unknown> = Promise.resolve();
  await new Promise<void>((holding) => {
    paying = dying.guard.spend(PAYMENT, NO_CAPS, signal, () => {
      holding();
      return death;
    });
  });
  let isWaiting = true;
  const waiting = other.guard
    .spend(PAYMENT, NO_CAPS, signal, () => Promise.resolve('paid'))
    .finally(() => (isWaiting = false));
  await systemClock.sleep(50, signal);
  assert.ok(isWaiting, 'one at a time');
  alive.delete(1);
  assert.equal(await waiting, 'paid');
  die();
  await paying;
});

test('whoever stood still until somebody else could have paid looks at the limits again', async (t) => {
  const folder = await newFolder(t);
  const { process, turn } = computerWith(folder, () => true);
  const [slow, other] = [process(1), process(2)];
  let taken: Awaited<ReturnType<FolderLocks['take']>>;
  let isTakenBack = false;
  const outcome = await slow.guard.spend(PAYMENT, NO_CAPS, signal, async (stillHolds) => {
    turn(LEASE_MS + 1000);
    taken = await other.locks.take('spending');
    await stillHolds().catch((error: unknown) => {
      isTakenBack = true;
      throw error;
    });
    return 'paid';
  });
  assert.ok(taken !== undefined, 'it was taken over');
  assert.deepEqual([outcome, isTakenBack], [undefined, true]);
  await taken.release();
});
