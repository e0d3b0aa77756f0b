import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { JobRecorder } from '../../../src/jobs/job-recorder.ts';
import { JobStore } from '../../../src/jobs/job-store.ts';
import type { JobState } from '../../../src/jobs/job-state.ts';

const LONG_AGO = new Date(Date.now() - 24 * 3600_000);

/** A store with one copy for each recording, as old as they are said to be. */
async function storeWithCopies(t: TestContext, madeAt: Date) {
  const root = await mkdtemp(join(tmpdir(), 'stemstave-copies-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const store = new JobStore(join(root, 'jobs'));
  const copyOf = async (letter: string): Promise<string> => {
    const path = store.copies.pathFor(letter.repeat(64), `/music/${letter}.mp3`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, 'copy');
    await utimes(dirname(path), madeAt, madeAt);
    return path;
  };
  const jobOf = async (letter: string, path: string, state: JobState): Promise<JobRecorder> => {
    const sha256 = letter.repeat(64);
    const copy = { sha256: 'f'.repeat(64), sizeBytes: 4, path };
    const recorder = await JobRecorder.begin(store.journal, Date.now, {
      service: 'https://api.example',
      source: { kind: 'audio', name: `${letter}.mp3`, sha256, sizeBytes: 9, copy },
      options: { route: 'auto', coverModel: 'V5' },
      quote: { paidCalls: 2 },
    });
    await store.journal.save({ ...recorder.job, state });
    return recorder;
  };
  const left = async () => (await readdir(join(store.folder, 'copies'))).map((name) => name[0]);
  return { store, copyOf, jobOf, left };
}

test('copies stay for as long as a job may have to send them', async (t) => {
  const { store, copyOf, jobOf, left } = await storeWithCopies(t, LONG_AGO);
  await jobOf('a', await copyOf('a'), 'uploaded');
  await jobOf('b', await copyOf('b'), 'done');
  await jobOf('c', await copyOf('c'), 'abandoned');
  await jobOf('d', await copyOf('d'), 'failed');
  await copyOf('e');
  await store.tidy();
  assert.deepEqual((await left()).sort(), ['a', 'd']);
});

test('a copy that has just been made is left to whoever made it', async (t) => {
  const { store, copyOf, left } = await storeWithCopies(t, new Date());
  await copyOf('a');
  await store.tidy();
  assert.deepEqual(await left(), ['a']);
});

test('of a job that is over, the copy goes, and nothing that lies elsewhere', async (t) => {
  const { store, copyOf, jobOf, left } = await storeWithCopies(t, new Date());
  const { job } = await jobOf('a', await copyOf('a'), 'done');
  const elsewhere = join(store.folder, '..', 'music');
  await mkdir(elsewhere);
  await writeFile(join(elsewhere, 'song.wav'), 'mine');
  await store.copies.removeOf((await jobOf('b', join(elsewhere, 'song.wav'), 'done')).job);
  assert.deepEqual(await readdir(elsewhere), ['song.wav']);
  await store.copies.removeOf(job);
  assert.deepEqual(await left(), []);
});
