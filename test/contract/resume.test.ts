import assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ConsentQuestion } from '../../src/engines/apikley/consent.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import type { Job } from '../../src/jobs/job.ts';
import { countNotes } from '../../src/transcription/model.ts';
import type { CallName, Fault } from './stand-in/behaviour.ts';
import { errorOf, patientClock, startBench, type Bench } from './support.ts';

const UNAUTHORISED: Fault['give'] = { kind: 'code', code: 401, msg: 'No' };

/** Runs until a request of that kind fails, then gives the job as it is on disk. */
async function jobCutOffAt(bench: Bench): Promise<Job> {
  await errorOf(bench.run());
  const { jobs } = await bench.jobs.journal.load();
  const [job] = jobs;
  assert.ok(job !== undefined && jobs.length === 1);
  return job;
}

function failingOnce(on: CallName): { behaviour: { faults: readonly Fault[] } } {
  return { behaviour: { faults: [{ on, give: UNAUTHORISED, times: 1 }] } };
}

function resume(bench: Bench, job: Job, says = true) {
  const questions: ConsentQuestion[] = [];
  const confirm = (question: ConsentQuestion) => {
    questions.push(question);
    return Promise.resolve(says);
  };
  const engine = bench.newEngine();
  const result = engine.resume(job, { confirm }, () => undefined, new AbortController().signal);
  return { result, questions };
}

/** Resumes, and checks that notes come of it after just these questions. */
async function resumesAsking(bench: Bench, job: Job, expected: readonly string[]): Promise<void> {
  const { result, questions } = resume(bench, job);
  assert.ok(countNotes((await result).transcription) > 0);
  assert.deepEqual(
    questions.map(({ kind }) => kind),
    expected,
  );
  assert.deepEqual(bench.standIn.ledger.secondCharges, []);
}

describe('a job that was cut off', () => {
  test('with all its tasks known goes on by reading only', async (t) => {
    const bench = await startBench(t, failingOnce('midi-info'));
    const job = await jobCutOffAt(bench);
    const before = bench.standIn.wireLog.length;
    const { result, questions } = resume(bench, job);
    const { transcription, receipt } = await result;
    assert.ok(countNotes(transcription) > 0);
    assert.equal(receipt.jobId, job.id);
    assert.deepEqual(questions, []);
    const since = bench.standIn.wireLog.slice(before);
    assert.deepEqual([...new Set(since.map(({ method }) => method))], ['GET']);
  });

  test('asks before a step that costs money', async (t) => {
    const bench = await startBench(t, failingOnce('separation-info'));
    const job = await jobCutOffAt(bench);
    const declined = resume(bench, job, false);
    assert.equal((await errorOf(declined.result)).code, 'cancelled');
    assert.deepEqual(declined.questions, [{ kind: 'go-on', step: 'notes', paidCalls: 1 }]);
    assert.equal(bench.standIn.ledger.charges.length, 1);
    await resume(bench, job).result;
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });

  test('on the cover route goes on from the re-performance', async (t) => {
    const { faults } = failingOnce('music-info').behaviour;
    const bench = await startBench(t, { scenario: 'cover', behaviour: { faults } });
    const job = await jobCutOffAt(bench);
    await resumesAsking(bench, job, ['go-on', 'go-on']);
  });

  test('without any task has nothing to go on from', async (t) => {
    const bench = await startBench(t, failingOnce('separate'));
    const job = await jobCutOffAt(bench);
    await rm(bench.recording);
    assert.equal((await errorOf(resume(bench, job).result)).code, 'nothing-to-resume');
  });

  test('without any task goes on with its recording, asking before it pays', async (t) => {
    const bench = await startBench(t, failingOnce('separate'));
    const job = await jobCutOffAt(bench);
    await resumesAsking(bench, job, ['go-on', 'go-on']);
    assert.equal(bench.count('upload'), 1);
  });

  test('is not asked for at another service', async (t) => {
    const bench = await startBench(t, failingOnce('midi-info'));
    const job = await jobCutOffAt(bench);
    const elsewhere = { ...job, service: 'https://other.example' };
    assert.equal((await errorOf(resume(bench, elsewhere).result)).code, 'nothing-to-resume');
  });

  test('is found again by its bytes, even under another name', async (t) => {
    const bench = await startBench(t, failingOnce('midi-info'));
    await jobCutOffAt(bench);
    const copy = bench.recording.replace('my song', 'another name');
    await copyFile(bench.recording, copy);
    await bench.run({ kind: 'audio', path: copy });
    assert.equal(bench.count('upload'), 1);
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });
});

describe('a finished job', () => {
  test('is read again instead of paid again', async (t) => {
    const bench = await startBench(t);
    const first = await bench.run();
    const second = await bench.run();
    assert.deepEqual(second.transcription, first.transcription);
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });

  test('is not paid again because its record is one of a later version, or damaged', async (t) => {
    const bench = await startBench(t);
    const { receipt } = await bench.run();
    const path = join(bench.jobs.folder, `${receipt.jobId}.v2.json`);
    const good = await readFile(path, 'utf8');
    for (const text of [good.replace('"version": 2', '"version": 3'), good.slice(0, 400)]) {
      await writeFile(path, text);
      const error = await errorOf(bench.run());
      assert.equal(error.code, 'record-unreadable');
      assert.ok(error.message.includes(`${receipt.jobId}.v2.json`));
      assert.equal(bench.standIn.ledger.charges.length, 2);
    }
  });

  test('is paid again on the word of the user', async (t) => {
    const bench = await startBench(t);
    await bench.run();
    await bench.run(undefined, { fresh: true });
    assert.equal(bench.standIn.ledger.charges.length, 4);
  });
});

test('a job that cannot be written down is not paid for', async (t) => {
  const journal = {
    load: () => Promise.resolve({ jobs: [], unreadable: [] }),
    save: () => Promise.reject(new Error('disk full')),
  };
  const bench = await startBench(t);
  const jobs = new JobStore(bench.jobs.folder, { clock: patientClock(), journal });
  const engine = bench.newEngine({ jobs });
  const source = { kind: 'audio', path: bench.recording } as const;
  const running = bench.runWith(engine, source, {}, new AbortController().signal);
  await assert.rejects(running, /disk full/);
  assert.deepEqual(bench.standIn.wireLog, []);
});
