import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChildSlot } from '../../../src/engines/on-device/child-slot.ts';

/** A process that ends only when it is told to. */
function sleeper(context: TestContext): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
  context.after(() => child.kill('SIGKILL'));
  return child;
}

test('a process that was started is ended with the slot', async (context) => {
  const owner = new ChildSlot();
  const thread = new ChildSlot(owner.memory);
  const child = thread.start(() => sleeper(context));
  const exit = once(child, 'exit');
  child.once('exit', () => {
    thread.empty();
  });
  await owner.close();
  assert.deepEqual(await exit, [null, 'SIGKILL']);
});

test('closed, it starts no process', async () => {
  const owner = new ChildSlot();
  await owner.close();
  const thread = new ChildSlot(owner.memory);
  const start = (): never => assert.fail('started');
  assert.throws(() => thread.start(start), { code: 'cancelled' });
});

test('a process that is just being started is waited for, and ended', async (context) => {
  const owner = new ChildSlot();
  const thread = new ChildSlot(owner.memory);
  let closing: Promise<void> | undefined;
  const child = thread.start(() => {
    closing = owner.close();
    return sleeper(context);
  });
  const exit = once(child, 'exit');
  await closing;
  assert.deepEqual(await exit, [null, 'SIGKILL']);
});

test('a process that ended by itself, or never began, is not looked for', async () => {
  const owner = new ChildSlot();
  const thread = new ChildSlot(owner.memory);
  assert.throws(
    () =>
      thread.start(() => {
        throw new Error('no such program');
      }),
    /no such program/,
  );
  thread.start(() => ({ pid: process.pid }));
  thread.empty();
  await owner.close();
  await sleep(10);
});
