import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { StemstaveError } from '../../../src/errors.ts';
import { FileJournal } from '../../../src/jobs/file-journal.ts';
import { JobRecorder } from '../../../src/jobs/job-recorder.ts';
import {
  goesOnByItself,
  isUncertain,
  isWorthContinuing,
  jobKey,
  type JobSource,
} from '../../../src/jobs/job.ts';
import type { JobJournal } from '../../../src/jobs/journal.ts';
import { paidStepsOf } from '../../../src/jobs/paid-steps.ts';

const SOURCE: JobSource = { kind: 'audio', name: 'a.wav', sha256: 'a'.repeat(64), sizeBytes: 3 };
const OPTIONS = { route: 'auto', coverModel: 'V5' };
const SERVICE = 'https://api.example';

async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-journal-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'jobs');
}

async function consentedJob(journal: JobJournal, now = Date.now) {
  const about = { service: SERVICE, source: SOURCE, options: OPTIONS, quote: { paidCalls: 2 } };
  const recorder = await JobRecorder.begin(journal, now, about);
  await recorder.consented('upload', 2);
  return recorder;
}

test('every change is on disk when its promise resolves', async (t) => {
  const folder = await emptyFolder(t);
  const recorder = await consentedJob(new FileJournal(folder));
  const reread = async () => (await new FileJournal(folder).load()).jobs[0];
  assert.equal((await reread())?.state, 'consented');
  const settle = await recorder.intend('separation', 'x', 'separating', 100);
  assert.deepEqual(await reread(), recorder.job);
  assert.ok(isUncertain(recorder.job.steps[0] ?? assert.fail()));
  await settle({ state: 'accepted', taskId: 't1' });
  assert.equal((await reread())?.steps[0]?.taskId, 't1');
  await settle({ state: 'accepted', taskId: 't1', balanceAfter: 50 });
  await recorder.note('separation', 'x', { state: 'done' });
  await recorder.separatedInto([{ name: 'Drums', url: 'https://h/d.mp3' }]);
  assert.equal((await reread())?.stems?.[0]?.name, 'Drums');
  await (
    await recorder.intend('midi', 'y', 'generating')
  )({ state: 'done', taskId: 't2' });
  await recorder.finish('done');
  const job = await reread();
  assert.deepEqual(job, recorder.job);
  assert.equal(job.state, 'done');
  assert.deepEqual(
    paidStepsOf(job).map(({ name, fate, credits }) => [name, fate, credits]),
    [
      ['separation', 'charged', 50],
      ['midi', 'charged', undefined],
    ],
  );
});

test('changes made at the same time all reach the disk, the last one last', async (t) => {
  const folder = await emptyFolder(t);
  const recorder = await consentedJob(new FileJournal(folder));
  const settles = await Promise.all(
    Array.from({ length: 20 }, (_, i) => recorder.intend('midi', `stem ${i}`, 'generating')),
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
  const recorder = await consentedJob(journal);
  const names = await readdir(folder);
  assert.deepEqual(names, [`${recorder.job.id}.v2.json`]);
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
  const recorder = await consentedJob(journal);
  const good = await readFile(join(folder, `${recorder.job.id}.v2.json`), 'utf8');
  await writeFile(join(folder, 'cut.v2.json'), good.slice(0, 100));
  await writeFile(join(folder, 'new.v3.json'), good.replace('"version": 2', '"version": 3'));
  await writeFile(join(folder, 'list.v1.json'), '[]');
  await writeFile(join(folder, '.x.tmp'), 'half');
  const { jobs, unreadable } = await journal.load();
  assert.deepEqual(
    jobs.map(({ id }) => id),
    [recorder.job.id],
  );
  assert.deepEqual(unreadable.map(({ name }) => name).sort(), [
    'cut.v2.json',
    'list.v1.json',
    'new.v3.json',
  ]);
});

test('a record of version 1 is read as one of today, until today’s takes its place', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const id = (await consentedJob(journal)).job.id;
  const old = {
    version: 1,
    id: 'old-1',
    service: SERVICE,
    source: SOURCE,
    createdAtMs: 1,
    updatedAtMs: 2,
    steps: [
      { name: 'separation', detail: 'x', state: 'accepted', sentAtMs: 1, taskId: 't1' },
      { name: 'midi', detail: 'y', state: 'unknown', sentAtMs: 1 },
    ],
    outcome: 'open',
  };
  await writeFile(join(folder, 'old-1.v1.json'), JSON.stringify(old));
  const read = async () => (await journal.load()).jobs.find((job) => job.id === 'old-1');
  const job = (await read()) ?? assert.fail();
  assert.equal(job.state, 'unknown');
  assert.equal(job.key, jobKey(SERVICE, SOURCE, OPTIONS));
  assert.deepEqual(job.steps, old.steps);
  await JobRecorder.continue(journal, Date.now, job).finish('abandoned');
  assert.equal((await read())?.state, 'abandoned');
  assert.equal((await journal.load()).jobs.length, 2, id);
});

test('a journal that was never written is empty', async (t) => {
  const { jobs } = await new FileJournal(await emptyFolder(t)).load();
  assert.deepEqual(jobs, []);
});

test('what comes before paying fails with the disk; later news do not', async (t) => {
  const folder = await emptyFolder(t);
  const recorder = await consentedJob(new FileJournal(folder));
  await rm(folder, { recursive: true });
  await writeFile(folder, 'a file where the folder should be');
  const isJournalFailed = (error: unknown) =>
    error instanceof StemstaveError && error.code === 'journal-failed';
  await assert.rejects(consentedJob(new FileJournal(folder)), isJournalFailed);
  await assert.rejects(recorder.consented('cover', 3), isJournalFailed);
  await assert.rejects(recorder.intend('midi', '', 'generating'), isJournalFailed);
  await recorder.note('midi', '', { state: 'accepted', taskId: 't' });
  assert.equal(recorder.latest('midi', '')?.taskId, 't');
});

test('the latest job comes first', async (t) => {
  const journal = new FileJournal(await emptyFolder(t));
  for (const at of [1000, 3000, 2000]) await consentedJob(journal, () => at);
  const { jobs } = await journal.load();
  assert.deepEqual(
    jobs.map(({ createdAtMs }) => createdAtMs),
    [3000, 2000, 1000],
  );
});

test('a file is its bytes; a task is its id; other options make another job', () => {
  const key = (source: JobSource, options = OPTIONS) => jobKey(SERVICE, source, options);
  assert.equal(key(SOURCE), key({ ...SOURCE, name: 'b.wav', path: '/elsewhere/b.wav' }));
  assert.notEqual(key(SOURCE), key({ ...SOURCE, sha256: 'b'.repeat(64) }));
  assert.notEqual(key(SOURCE), key(SOURCE, { ...OPTIONS, route: 'cover' }));
  assert.notEqual(key(SOURCE), key(SOURCE, { ...OPTIONS, coverModel: 'V4' }));
  const track = { kind: 'suno-track', taskId: 't', audioId: 'a' } as const;
  assert.notEqual(key(track), key({ ...track, audioId: 'b' }));
  assert.notEqual(key(track), key({ kind: 'separation', taskId: 't' }));
});

test('a failed job is worth going on with if something was paid for, or perhaps was', async (t) => {
  const journal = new FileJournal(await emptyFolder(t));
  const failedAfter = async (state: 'refused' | 'unknown' | 'accepted') => {
    const recorder = await consentedJob(journal);
    const upload = await recorder.intend('upload', '', 'uploading');
    await upload({ state: 'done', url: 'https://h/a' }, 'uploaded');
    const settle = await recorder.intend('separation', '', 'separating');
    assert.ok(isWorthContinuing(recorder.job), 'nobody knows what became of it');
    await settle({ state, ...(state === 'accepted' ? { taskId: 't' } : {}) });
    await recorder.fail(new Error('x'), 'failed');
    return isWorthContinuing(recorder.job);
  };
  assert.ok(!(await failedAfter('refused')));
  assert.ok(await failedAfter('unknown'));
  assert.ok(await failedAfter('accepted'));
});

test('a job cannot go from where it is to where it makes no sense', async (t) => {
  const recorder = await consentedJob(new FileJournal(await emptyFolder(t)));
  await assert.rejects(recorder.to('done'), /consented cannot become done/);
  await recorder.finish('abandoned');
  await assert.rejects(recorder.intend('midi', '', 'generating'), /abandoned cannot/);
});

test('a record that cannot be read at the moment stops everything: it is not taken for none', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const { job } = await consentedJob(journal);
  const path = join(folder, `${job.id}.v2.json`);
  await rm(path);
  // Whoever runs this, root included, cannot read a folder as a file.
  await mkdir(path);
  await assert.rejects(journal.load(), { code: 'journal-failed' });
});

test('who has lost a job to another process writes nothing over what that one knows', async (t) => {
  const folder = await emptyFolder(t);
  const journal = new FileJournal(folder);
  const { job } = await consentedJob(journal);
  let isLost = false;
  const mayWrite = () => (isLost ? Promise.reject(new Error('lost')) : Promise.resolve());
  const slow = JobRecorder.continue(journal, Date.now, job, mayWrite);
  await slow.intend('separation', 'x', 'separating');
  isLost = true;
  const [seen] = (await journal.load()).jobs;
  const other = JobRecorder.continue(journal, Date.now, seen ?? assert.fail());
  await other.note('separation', 'x', { state: 'accepted', taskId: 'paid-for' });
  await slow.note('separation', 'x', { state: 'unknown' });
  await assert.rejects(slow.intend('separation', 'y', 'separating'), /lost/);
  const [kept] = (await journal.load()).jobs;
  assert.equal(kept?.steps.at(-1)?.taskId, 'paid-for');
});

test('what a full disk kept from being written after a payment is written once there is room', async (t) => {
  const folder = await emptyFolder(t);
  const disk = new FileJournal(folder);
  let isFull = false;
  const full = new StemstaveError('journal-failed', 'The disk is full.');
  const recorder = await consentedJob({
    load: () => disk.load(),
    save: (job) => (isFull ? Promise.reject(full) : disk.save(job)),
  });
  const settle = await recorder.intend('midi', 'y', 'generating');
  isFull = true;
  await settle({ state: 'accepted', taskId: 't9' });
  await assert.rejects(recorder.intend('midi', 'z', 'generating'), { mayHaveBeenCharged: true });
  const taskOnDisk = async () => (await disk.load()).jobs[0]?.steps[0]?.taskId;
  assert.equal(await taskOnDisk(), undefined);
  isFull = false;
  await recorder.catchUp();
  assert.equal(await taskOnDisk(), 't9');
});

test('a job goes on by itself only where a task is looked at, and nobody has stopped it', async (t) => {
  const recorder = await consentedJob(new FileJournal(await emptyFolder(t)));
  assert.ok(!goesOnByItself(recorder.job));
  const settle = await recorder.intend('separation', 'x', 'separating');
  assert.ok(!goesOnByItself(recorder.job), 'nobody knows whether there is a task');
  await settle({ state: 'accepted', taskId: 't' });
  assert.ok(goesOnByItself(recorder.job));
  await recorder.stop();
  assert.ok(!goesOnByItself(recorder.job));
  await recorder.goOn();
  assert.ok(goesOnByItself(recorder.job));
  await recorder.separatedInto([{ name: 'Drums' }]);
  assert.ok(!goesOnByItself(recorder.job), 'the notes cost money');
});
