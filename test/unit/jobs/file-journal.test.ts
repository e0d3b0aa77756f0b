import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { StemstaveError } from '../../../src/errors.ts';
import { FileJournal } from '../../../src/jobs/file-journal.ts';
import { JobRecorder } from '../../../src/jobs/job-recorder.ts';
import {
  RESULTS_KEPT_MS,
  isSameSource,
  isUncertain,
  isWorthContinuing,
  type JobSource,
} from '../../../src/jobs/job.ts';

const SOURCE: JobSource = { kind: 'audio', name: 'a.wav', sha256: 'a'.repeat(64), sizeBytes: 3 };

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-journal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'jobs');
}

function beginJob(journal: FileJournal, now = Date.now) {
  return JobRecorder.begin(journal, now, 'https://api.example', SOURCE);
}

test('every change is on disk when its promise resolves', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const recorder = beginJob(journal);
  const reread = async () => (await new FileJournal(folder).load()).jobs[0];
  assert.equal(await reread(), undefined);
  const settle = await recorder.intend('separation', 'x');
  assert.deepEqual((await reread())?.steps, recorder.job.steps);
  assert.ok(isUncertain(recorder.job.steps[0] ?? assert.fail()));
  await settle({ state: 'accepted', taskId: 't1' });
  assert.equal((await reread())?.steps[0]?.taskId, 't1');
  await recorder.note('separation', 'x', { state: 'done' });
  await recorder.finish('done');
  assert.deepEqual(await reread(), recorder.job);
  assert.equal(recorder.job.outcome, 'done');
});

test('changes made at the same time all reach the disk, the last one last', async (t) => {
  const folder = await emptyFolder(t);
  const recorder = beginJob(new FileJournal(folder));
  const settles = await Promise.all(
    Array.from({ length: 20 }, (_, i) => recorder.intend('midi', `stem ${i}`)),
  );
  await Promise.all(settles.map((settle, i) => settle({ state: 'accepted', taskId: `t${i}` })));
  const [job] = (await new FileJournal(folder).load()).jobs;
  assert.deepEqual(
    job?.steps.map(({ taskId }) => taskId),
    Array.from({ length: 20 }, (_, i) => `t${i}`),
  );
});

test('records are for the owner’s eyes only, and nothing else is left in the folder', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const recorder = beginJob(journal);
  await recorder.intend('midi', '');
  const names = await readdir(folder);
  assert.deepEqual(names, [`${recorder.job.id}.v1.json`]);
  if (process.platform !== 'win32') {
    const path = join(folder, names[0] ?? '');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    await chmod(path, 0o644);
    await journal.load();
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  }
});

test('damaged, foreign and newer records are named, and spoil nothing', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const recorder = beginJob(journal);
  await recorder.intend('midi', '');
  const good = await readFile(join(folder, `${recorder.job.id}.v1.json`), 'utf8');
  await writeFile(join(folder, 'cut.v1.json'), good.slice(0, 100));
  await writeFile(join(folder, 'new.v2.json'), good.replace('"version": 1', '"version": 2'));
  await writeFile(join(folder, 'list.v1.json'), '[]');
  await writeFile(join(folder, '.x.tmp'), 'half');
  const { jobs, unreadable } = await journal.load();
  assert.deepEqual(
    jobs.map(({ id }) => id),
    [recorder.job.id],
  );
  assert.deepEqual([...unreadable].sort(), ['cut.v1.json', 'list.v1.json', 'new.v2.json']);
});

test('a journal that was never written is empty', async (t) => {
  const { jobs } = await new FileJournal(await emptyFolder(t)).load();
  assert.deepEqual(jobs, []);
});

test('an intent that cannot be written fails; later news do not', async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(folder, 'a file where the folder should be');
  const recorder = beginJob(new FileJournal(folder));
  await assert.rejects(
    recorder.intend('midi', ''),
    (error: unknown) => error instanceof StemstaveError && error.code === 'journal-failed',
  );
  await recorder.note('midi', '', { state: 'accepted', taskId: 't' });
  assert.equal(recorder.latest('midi', '')?.taskId, 't');
});

test('the latest job comes first', async (t) => {
  const journal = new FileJournal(await emptyFolder(t));
  for (const at of [1000, 3000, 2000]) await beginJob(journal, () => at).intend('midi', '');
  const { jobs } = await journal.load();
  assert.deepEqual(
    jobs.map(({ createdAtMs }) => createdAtMs),
    [3000, 2000, 1000],
  );
});

test('a file is its bytes; a task is its id', () => {
  assert.ok(isSameSource(SOURCE, { ...SOURCE, name: 'b.wav' }));
  assert.ok(!isSameSource(SOURCE, { ...SOURCE, sha256: 'b'.repeat(64) }));
  const track = { kind: 'suno-track', taskId: 't', audioId: 'a' } as const;
  assert.ok(!isSameSource(track, { ...track, audioId: 'b' }));
  assert.ok(!isSameSource(track, { kind: 'separation', taskId: 't' }));
});

test('a job is worth going on with while something paid for, or perhaps paid for, is kept', async (t) => {
  const journal = new FileJournal(await emptyFolder(t));
  const recorder = beginJob(journal, () => 0);
  const upload = await recorder.intend('upload', '');
  await upload({ state: 'done', url: 'https://h/a' });
  assert.ok(!isWorthContinuing(recorder.job, 1));
  const refused = await recorder.intend('separation', '');
  assert.ok(isWorthContinuing(recorder.job, 1), 'nobody knows what became of it');
  await refused({ state: 'refused' });
  assert.ok(!isWorthContinuing(recorder.job, 1));
  const accepted = await recorder.intend('separation', '');
  await accepted({ state: 'accepted', taskId: 't' });
  assert.ok(isWorthContinuing(recorder.job, 1));
  assert.ok(!isWorthContinuing(recorder.job, RESULTS_KEPT_MS + 1));
});
