import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { CancelledError } from '../../../src/errors.ts';
import { throwIfCancelled, type Clock } from '../../../src/jobs/clock.ts';
import { FolderLocks } from '../../../src/jobs/locks.ts';
import { Pacer } from '../../../src/jobs/pacer.ts';

const RATE = { atMost: 3, perMs: 1000 };
const RATES = { task: { atMost: 20, perMs: 10_000 }, look: RATE };
const never = new AbortController().signal;

/** Time that goes on only while somebody sleeps. */
function idleClock(): Clock & { ms: number } {
  const clock = {
    ms: 1000,
    now: () => clock.ms,
    monotonicMs: () => clock.ms,
    sleep: async (ms: number, signal: AbortSignal) => {
      throwIfCancelled(signal);
      const wake = clock.ms + ms;
      while (clock.ms < wake) {
        await new Promise((resolve) => setImmediate(resolve));
        throwIfCancelled(signal);
        clock.ms += 1;
      }
    },
  };
  return clock;
}

async function pacers(t: TestContext, count: number, clock: Clock): Promise<readonly Pacer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-pace-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return Array.from({ length: count }, () => {
    const locks = new FolderLocks(join(folder, 'locks'), clock);
    return new Pacer(join(folder, 'pace'), locks, clock, RATES);
  });
}

test('whatever the network delays, no stretch at the server has more than the rate', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ thereMs: fc.nat(900), backMs: fc.nat(300) }), { maxLength: 10 }),
      async (requests) => {
        const clock = idleClock();
        const windows = await pacers(t, 2, clock);
        const arrivals: number[] = [];
        await Promise.all(
          requests.map(({ thereMs, backMs }, i) =>
            (windows[i % 2] ?? assert.fail()).inTurn('x', 'look', never, async () => {
              await clock.sleep(thereMs, never);
              arrivals.push(clock.ms);
              await clock.sleep(backMs, never);
            }),
          ),
        );
        arrivals.sort((a, b) => a - b);
        assert.equal(arrivals.length, requests.length);
        arrivals.forEach((at, i) => {
          const fourth = arrivals[i + RATE.atMost];
          assert.ok(fourth === undefined || fourth - at >= RATE.perMs, arrivals.join(' '));
        });
      },
    ),
    { numRuns: 5 },
  );
});

test('a turn whose process died is over after a minute, and is not waited for any longer', async (t) => {
  const clock = idleClock();
  const [one] = await pacers(t, 1, clock);
  assert.ok(one !== undefined);
  for (let i = 0; i < 3; i += 1)
    void one.inTurn('x', 'look', never, () => new Promise(() => undefined));
  let isIn = false;
  const waiting = one.inTurn('x', 'look', never, () => Promise.resolve((isIn = true)));
  await clock.sleep(2000, never);
  assert.ok(!isIn);
  clock.ms += 60_000;
  await waiting;
  assert.ok(isIn);
});

test('who is cancelled while waiting leaves the queue at once and takes no turn', async (t) => {
  const clock = idleClock();
  const [one] = await pacers(t, 1, clock);
  assert.ok(one !== undefined);
  await Promise.all([1, 2, 3].map(() => one.inTurn('x', 'look', never, () => Promise.resolve())));
  const cancel = new AbortController();
  const waiting = one.inTurn('x', 'look', cancel.signal, () => assert.fail());
  cancel.abort();
  await assert.rejects(waiting, CancelledError);
});

test('a refusal for too many requests holds off everybody, in all windows', async (t) => {
  const clock = idleClock();
  const [one, two] = await pacers(t, 2, clock);
  assert.ok(one !== undefined && two !== undefined);
  await one.holdOff('x', 'task', 700);
  const heldFrom = clock.ms;
  await two.inTurn('x', 'task', never, () => Promise.resolve());
  assert.ok(clock.ms >= heldFrom + 700);
});

test('without a place to write, requests still go out', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-pace-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'file'), '');
  const clock = idleClock();
  const inFile = join(folder, 'file', 'x');
  const pacer = new Pacer(inFile, new FolderLocks(inFile, clock), clock);
  assert.equal(await pacer.inTurn('x', 'look', never, () => Promise.resolve(7)), 7);
});
