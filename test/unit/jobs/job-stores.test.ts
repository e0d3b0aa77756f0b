import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { StemstaveError } from '../../../src/errors.ts';
import { JobRecorder } from '../../../src/jobs/job-recorder.ts';
import type { JobStore } from '../../../src/jobs/job-store.ts';
import { lookUp, openStores } from '../../../src/jobs/job-stores.ts';

const SHA256 = 'a'.repeat(64);
const { signal } = new AbortController();

async function twoStores(t: TestContext): Promise<readonly [JobStore, JobStore]> {
  const root = await mkdtemp(join(tmpdir(), 'stemstave-stores-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const [first, second] = openStores([join(root, 'editor'), join(root, 'terminal')]);
  assert.ok(second !== undefined);
  return [first, second];
}

/** A job for the recording that was agreed to at that time. */
async function begin({ journal }: JobStore, atMs: number): Promise<JobRecorder> {
  const recorder = await JobRecorder.begin(journal, () => atMs, {
    service: 'https://api.example',
    source: { kind: 'audio', name: 'song.wav', sha256: SHA256, sizeBytes: 1 },
    options: { route: 'auto', coverModel: 'V5' },
    quote: { paidCalls: 2 },
  });
  await recorder.consented('upload', 2);
  return recorder;
}

async function pay(recorder: JobRecorder, credits: number): Promise<void> {
  const settle = await recorder.intend('separation', '', 'separating', 1000);
  await settle({ state: 'accepted', taskId: 'task', balanceAfter: 1000 - credits });
}

test('a recording that no records know belongs into the first', async (t) => {
  const stores = await twoStores(t);
  assert.deepEqual(await lookUp(stores, SHA256), { store: stores[0], earlier: undefined });
});

test('what was paid for is found, whoever has it, before what was merely begun', async (t) => {
  const [first, second] = await twoStores(t);
  await pay(await begin(second, 1), 50);
  await begin(first, 2);
  const { store, earlier } = await lookUp([first, second], SHA256);
  assert.deepEqual([store, earlier?.steps.length], [second, 1]);
});

test('so is what a record tells of that cannot be read', async (t) => {
  const [first, second] = await twoStores(t);
  const { job } = await begin(second, 1);
  const path = join(second.folder, `${job.id}.v2.json`);
  await writeFile(path, (await readFile(path, 'utf8')).replace('"version": 2', '"version": 3'));
  assert.deepEqual(await lookUp([first, second], SHA256), { store: second, earlier: undefined });
});

test('a limit to spending counts what all records tell of', async (t) => {
  const [first, second] = await twoStores(t);
  await pay(await begin(second, Date.now()), 50);
  const payment = { job: undefined, step: 'separation', balance: 1000 } as const;
  const check = (perMonth: number) =>
    first.spending.check(payment, { perJob: undefined, perMonth }, signal);
  await check(100);
  await assert.rejects(check(99), (error: unknown) => {
    return error instanceof StemstaveError && error.code === 'month-cap-reached';
  });
});
