import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { ConsentQuestion } from '../../src/engines/apikley/consent.ts';
import { FileJournal } from '../../src/jobs/file-journal.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import type { Fault, Trouble } from './stand-in/behaviour.ts';
import { errorOf, patientClock, startBench, type Bench } from './support.ts';

const HOUR_MS = 3600_000;
const NO_KEY: Trouble = { kind: 'code', code: 401, msg: 'No' };
const UNKNOWN_TASK: Trouble = { kind: 'code', code: 200, msg: 'success', data: null };

/** A bench on whose wall clock somebody turns. */
async function benchWithClock(t: TestContext, faults: readonly Fault[]) {
  const clock = patientClock();
  let offMs = 0;
  const turned = { ...clock, now: () => clock.now() + offMs };
  const bench = await startBench(t, { behaviour: { faults } }, { clock: turned });
  const turn = (ms: number): void => {
    offMs += ms;
  };
  return { bench, turn };
}

/** Runs with answers to questions about paying anew. */
function runSaying(bench: Bench, paysAnew: boolean) {
  const asked: ConsentQuestion[] = [];
  const confirm = (question: ConsentQuestion) => {
    asked.push(question);
    return Promise.resolve(question.kind !== 'start-anew' || paysAnew);
  };
  return { run: bench.run(undefined, { confirm }), asked };
}

describe('a task that the service does not know any more', () => {
  const faults: readonly Fault[] = [
    { on: 'midi-info', give: NO_KEY, times: 1 },
    { on: 'midi-info', give: UNKNOWN_TASK, times: 13 },
  ];

  test('is looked for again for nothing, and paid for again on the word of the user only', async (t) => {
    const bench = await startBench(t, { behaviour: { faults } });
    assert.equal((await errorOf(bench.run())).code, 'key-rejected');
    for (let again = 0; again < 2; again += 1) {
      const { run, asked } = runSaying(bench, false);
      assert.equal((await errorOf(run)).code, 'task-not-found');
      assert.deepEqual(
        asked.map((question) => question.kind === 'start-anew' && question.reason),
        ['expired'],
      );
    }
    assert.equal(bench.standIn.ledger.charges.length, 2);
    await runSaying(bench, true).run;
    const { charges } = bench.standIn.ledger;
    assert.deepEqual(
      charges.map(({ what }) => what),
      ['separation', 'midi', 'midi'],
    );
  });

  test('and turns up after all, gives its notes for nothing', async (t) => {
    const passing = { on: 'midi-info', give: UNKNOWN_TASK, times: 6 } as const;
    const bench = await startBench(t, { behaviour: { faults: [passing] } });
    assert.equal((await errorOf(bench.run())).code, 'task-not-found');
    const { receipt } = await bench.run();
    assert.equal(bench.standIn.ledger.charges.length, 2);
    assert.equal((await bench.jobs.find(receipt.jobId))?.state, 'done');
  });

  test('is not asked about while it may just be new', async (t) => {
    const bench = await startBench(t, { behaviour: { faults: faults.slice(1) } });
    const { run, asked } = runSaying(bench, true);
    assert.equal((await errorOf(run)).code, 'task-not-found');
    assert.ok(asked.every(({ kind }) => kind !== 'start-anew'));
  });
});

describe('a clock that is set back', () => {
  test('does not hide the job that is under way behind the one that is done', async (t) => {
    const { bench, turn } = await benchWithClock(t, [
      { on: 'midi-info', skip: 2, give: NO_KEY, times: 1 },
    ]);
    const first = await bench.run();
    turn(-24 * HOUR_MS);
    await errorOf(bench.run(undefined, { fresh: true }));
    assert.equal(bench.standIn.ledger.charges.length, 4);
    const { receipt } = await bench.run();
    assert.notEqual(receipt.jobId, first.receipt.jobId);
    assert.equal(bench.standIn.ledger.charges.length, 4);
  });

  for (const hours of [-1, 21]) {
    test(`or moved by ${hours} h makes no upload look as if it were still there`, async (t) => {
      const { bench, turn } = await benchWithClock(t, [{ on: 'separate', give: NO_KEY, times: 1 }]);
      await errorOf(bench.run());
      turn(hours * HOUR_MS);
      await bench.run();
      assert.equal(bench.count('upload'), 2);
    });
  }
});

test('a recording that a paid task could not fetch is uploaded again before the next is paid for', async (t) => {
  const failed: Trouble = {
    kind: 'code',
    code: 200,
    data: { successFlag: 'GENERATE_AUDIO_FAILED', errorCode: 451, errorMessage: 'Fetch failed' },
  };
  const faults: readonly Fault[] = [{ on: 'separation-info', give: failed, times: 2 }];
  const bench = await startBench(t, { behaviour: { faults } });
  assert.equal((await errorOf(bench.run())).code, 'recording-not-fetched');
  await bench.run();
  assert.deepEqual(
    bench.questions.map(({ kind }) => kind),
    ['upload', 'start-anew', 'upload'],
  );
  const urls = bench.wire().flatMap(({ call, fields }) => (call === 'separate' ? [fields] : []));
  assert.notEqual(urls[0]?.['audioUrl'], urls[1]?.['audioUrl']);
});

test('a day after a request was cut off, the question comes before another upload', async (t) => {
  const lost: Fault = { on: 'separate', give: { kind: 'reset' }, afterwards: true, times: 1 };
  const { bench, turn } = await benchWithClock(t, [lost]);
  await errorOf(bench.run());
  turn(24 * HOUR_MS);
  assert.equal((await errorOf(runSaying(bench, false).run)).code, 'charge-unknown');
  assert.equal(bench.count('upload'), 1);
  const { run, asked } = runSaying(bench, true);
  await run;
  assert.deepEqual(
    asked.map(({ kind }) => kind),
    ['start-anew', 'upload'],
  );
  assert.equal(bench.count('upload'), 2);
  assert.equal(bench.standIn.ledger.secondCharges.length, 1, 'on the word of the user');
});

describe('a job that is to be gone on with', () => {
  for (const [what, end] of [
    ['given up', (bench: Bench, id: string) => bench.jobs.abandon(id)],
    ['gone', (bench: Bench, id: string) => rm(join(bench.jobs.folder, `${id}.v2.json`))],
  ] as const) {
    test(`but was ${what} meanwhile is not begun anew`, async (t) => {
      const faults: readonly Fault[] = [{ on: 'separation-info', give: NO_KEY, times: 1 }];
      const bench = await startBench(t, { behaviour: { faults } });
      await errorOf(bench.run());
      const [job] = (await bench.jobs.journal.load()).jobs;
      assert.ok(job !== undefined);
      await end(bench, job.id);
      const confirm = () => Promise.resolve(true);
      const { signal } = new AbortController();
      const resumed = bench.newEngine().resume(job, { confirm }, () => undefined, signal);
      assert.equal((await errorOf(resumed)).code, 'nothing-to-resume');
      assert.equal(bench.standIn.ledger.charges.length, 1);
    });
  }
});

test('a record of a later version that names the recording, if nothing else, is enough not to pay', async (t) => {
  const bench = await startBench(t);
  const { receipt } = await bench.run();
  const path = join(bench.jobs.folder, `${receipt.jobId}.v2.json`);
  const later = (await readFile(path, 'utf8'))
    .replace('"version": 2', '"version": 3')
    .replace(/"key": "\w+"/, '"key": "made in another way"');
  await writeFile(path, later);
  assert.equal((await errorOf(bench.run())).code, 'record-unreadable');
  assert.equal(bench.standIn.ledger.charges.length, 2);
});

test('where nothing can be written down, nothing is sent, and the reason is said', async (t) => {
  const bench = await startBench(t);
  const engine = bench.newEngine({
    jobs: new JobStore(join(bench.recording, 'jobs'), { clock: patientClock() }),
  });
  const source = { kind: 'audio', path: bench.recording } as const;
  const error = await errorOf(bench.runWith(engine, source, {}, new AbortController().signal));
  assert.equal(error.code, 'journal-failed');
  assert.match(error.message, /nothing that costs money was sent.*full or read-only/);
  assert.deepEqual(bench.standIn.wireLog, []);
});

test('who cancels after the intent was written down, and before the request is out, pays nothing', async (t) => {
  const bench = await startBench(t);
  const stop = new AbortController();
  const files = new FileJournal(bench.jobs.folder);
  const journal = {
    load: () => files.load(),
    save: async (job: Parameters<typeof files.save>[0]) => {
      await files.save(job);
      const last = job.steps.at(-1);
      if (last?.name === 'separation' && last.state === 'sent') stop.abort();
    },
  };
  const jobs = new JobStore(bench.jobs.folder, { clock: patientClock(), journal });
  const engine = bench.newEngine({ jobs });
  const source = { kind: 'audio', path: bench.recording } as const;
  assert.equal((await errorOf(bench.runWith(engine, source, {}, stop.signal))).code, 'cancelled');
  const { receipt } = await bench.runWith(engine, source, {}, new AbortController().signal);
  assert.equal(bench.standIn.ledger.charges.length, 2);
  const job = (await jobs.find(receipt.jobId))?.job;
  assert.deepEqual(
    job?.steps.flatMap(({ name, state }) => (name === 'separation' ? [state] : [])),
    ['refused', 'done'],
  );
});
