import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { systemClock, type Clock } from '../../../src/jobs/clock.ts';
import { FolderLocks, LEASE_MS, type LockOwner } from '../../../src/jobs/locks.ts';
import { StemstaveError } from '../../../src/errors.ts';

/** Two or more processes of one computer, of which the test decides who lives. */
class Computer {
  readonly dead = new Set<number>();
  readonly #folder: string;
  wallMs = 1_000_000;
  upMs = 10_000;

  constructor(folder: string) {
    this.#folder = folder;
  }

  locksOf(pid: number, host = 'here'): FolderLocks {
    const clock: Clock = {
      now: () => this.wallMs,
      monotonicMs: () => this.upMs,
      sleep: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const owner: LockOwner = { pid, host, isAlive: (other) => !this.dead.has(other) };
    return new FolderLocks(this.#folder, clock, owner);
  }
}

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-locks-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const isLost = (error: unknown): boolean =>
  error instanceof StemstaveError && error.code === 'lock-lost';

test('one at a time, other names apart, and free again when it is released', async (t) => {
  const computer = new Computer(await newFolder(t));
  const lock = (await computer.locksOf(1).take('a')) ?? assert.fail();
  assert.equal(await computer.locksOf(2).take('a'), undefined);
  assert.equal(await computer.locksOf(1).take('a'), undefined, 'nor the same process twice');
  assert.ok(await computer.locksOf(2).isHeld('a'));
  assert.ok(!(await computer.locksOf(2).isHeld('b')));
  const other = (await computer.locksOf(2).take('b')) ?? assert.fail();
  await lock.release();
  const again = (await computer.locksOf(2).take('a')) ?? assert.fail();
  await Promise.all([other.release(), again.release()]);
});

test('of many that grab at once, however they interleave, at most one wins', async (t) => {
  const folder = await newFolder(t);
  const computer = new Computer(folder);
  for (let round = 0; round < 8; round += 1) {
    const takers = Array.from({ length: 4 }, (_, pid) => computer.locksOf(pid + 1));
    const taken = await Promise.all(takers.map((locks) => locks.take('a')));
    const winners = taken.filter((lock) => lock !== undefined);
    assert.ok(winners.length <= 1, `${winners.length} winners`);
    await Promise.all(winners.map((lock) => lock.release()));
    assert.deepEqual(await readdir(folder), []);
  }
});

test('the dead do not hold it, and of those who take over at most one wins', async (t) => {
  const computer = new Computer(await newFolder(t));
  for (let round = 0; round < 8; round += 1) {
    const victim = 1000 + round;
    const lock = (await computer.locksOf(victim).take('a')) ?? assert.fail();
    computer.dead.add(victim);
    assert.ok(!(await computer.locksOf(1).isHeld('a')));
    const taken = await Promise.all([1, 2, 3, 4].map((pid) => computer.locksOf(pid).take('a')));
    const winners = taken.filter((each) => each !== undefined);
    assert.ok(winners.length <= 1);
    await Promise.all([lock, ...winners].map((each) => each.release()));
  }
});

test('who stands still for longer than the lease loses it, and knows before acting', async (t) => {
  const computer = new Computer(await newFolder(t));
  const lock = (await computer.locksOf(1).take('a')) ?? assert.fail();
  computer.upMs += LEASE_MS - 1;
  assert.equal(await computer.locksOf(2).take('a'), undefined);
  await lock.confirm();
  computer.upMs += LEASE_MS - 1;
  assert.equal(await computer.locksOf(2).take('a'), undefined, 'renewed');
  computer.upMs += LEASE_MS;
  const taker = (await computer.locksOf(2).take('a')) ?? assert.fail();
  await assert.rejects(lock.confirm(), isLost);
  await lock.release();
  assert.equal(await computer.locksOf(3).take('a'), undefined, 'the taker has it');
  await taker.release();
});

test('a holder that wakes up while another takes over: never do both go on', async (t) => {
  const computer = new Computer(await newFolder(t));
  for (let round = 0; round < 30; round += 1) {
    const lock = (await computer.locksOf(1).take('a')) ?? assert.fail();
    computer.upMs += LEASE_MS + 1;
    const [confirmed, taken] = await Promise.all([
      lock.confirm().then(
        () => true,
        () => false,
      ),
      computer.locksOf(2).take('a'),
    ]);
    assert.ok(!(confirmed && taken !== undefined));
    await lock.release();
    await taken?.release();
  }
});

test('somebody who only looks does not make a holder give up', async (t) => {
  const computer = new Computer(await newFolder(t));
  const lock = (await computer.locksOf(1).take('a')) ?? assert.fail();
  for (let round = 0; round < 20; round += 1) {
    const [, taken] = await Promise.all([lock.confirm(), computer.locksOf(2).take('a')]);
    assert.equal(taken, undefined);
  }
  await lock.release();
});

test('a jump of the wall clock changes nothing; a restart of the computer frees all', async (t) => {
  const computer = new Computer(await newFolder(t));
  const lock = (await computer.locksOf(1).take('a')) ?? assert.fail();
  computer.wallMs += 10 * 365 * 24 * 3600_000;
  assert.equal(await computer.locksOf(2).take('a'), undefined);
  computer.wallMs = 0;
  assert.equal(await computer.locksOf(2).take('a'), undefined);
  computer.upMs = 5;
  const after = (await computer.locksOf(2).take('a')) ?? assert.fail();
  await Promise.all([lock.release(), after.release()]);
});

test('a process of another computer counts as alive until it has been silent for minutes', async (t) => {
  const computer = new Computer(await newFolder(t));
  const lock = (await computer.locksOf(1, 'there').take('a')) ?? assert.fail();
  computer.dead.add(1);
  assert.equal(await computer.locksOf(2).take('a'), undefined);
  computer.wallMs += 6 * 60_000;
  const taken = (await computer.locksOf(2).take('a')) ?? assert.fail();
  await Promise.all([lock.release(), taken.release()]);
});

test('a claim cut off while it was written frees the lock with its process, or with time', async (t) => {
  const folder = await newFolder(t);
  const computer = new Computer(folder);
  const half = join(folder, 'a.here.7.x.lock');
  await writeFile(half, '');
  assert.equal(await computer.locksOf(2).take('a'), undefined, 'it may just be being written');
  computer.dead.add(7);
  await (await computer.locksOf(2).take('a'))?.release();
  assert.deepEqual(await readdir(folder), []);
  await writeFile(join(folder, 'a.here.8.x.lock'), 'hel');
  const longAgo = new Date(Date.now() - 2 * LEASE_MS);
  await utimes(join(folder, 'a.here.8.x.lock'), longAgo, longAgo);
  await ((await computer.locksOf(2).take('a')) ?? assert.fail()).release();
});

test('short work of many is done one after the other', async (t) => {
  const folder = await newFolder(t);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const locks = new FolderLocks(folder, systemClock);
      await locks.during('a', new AbortController().signal, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    }),
  );
  assert.equal(most, 1);
});

test('who cannot look whether somebody holds it does not get it', async (t) => {
  const folder = await newFolder(t);
  // Whoever runs this, root included, cannot read a folder as a claim.
  await mkdir(join(folder, 'a.here.7.x.lock'));
  const computer = new Computer(folder);
  await assert.rejects(async () => computer.locksOf(2).take('a'), { code: 'journal-failed' });
});
