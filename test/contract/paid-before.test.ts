import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { ConsentQuestion } from '../../src/engines/apikley/consent.ts';
import type { Fault, Trouble } from './stand-in/behaviour.ts';
import { errorOf, smallWav, startBench, type Bench } from './support.ts';

const NO_KEY: Trouble = { kind: 'code', code: 401, msg: 'No' };

/** A task's state as its record tells it. */
function told(data: Readonly<Record<string, unknown>>): Trouble {
  return { kind: 'code', code: 200, msg: 'success', data };
}

function charged({ standIn }: Bench): readonly string[] {
  return standIn.ledger.charges.map(({ what }) => what);
}

/** Goes on with the recording; gives the questions that were asked of it. */
async function goOn(bench: Bench): Promise<readonly ConsentQuestion[]> {
  const before = bench.questions.length;
  await bench.run();
  return bench.questions.slice(before);
}

describe('what was paid for is used before anything is paid for again', () => {
  for (const [what, give] of [
    ['had an error that passed', told({ successFlag: 'PENDING', errorMessage: 'Overloaded' })],
    ['had not been called back', told({ successFlag: 'CALLBACK_EXCEPTION' })],
  ] as const) {
    test(`a task that ${what} is looked at again, for nothing`, async (t) => {
      const faults: readonly Fault[] = [{ on: 'separation-info', give, times: 1 }];
      const bench = await startBench(t, { behaviour: { faults } });
      assert.equal((await errorOf(bench.run())).code, 'task-failed');
      assert.deepEqual(await goOn(bench), []);
      assert.deepEqual(charged(bench), ['separation', 'midi']);
      const [{ job } = {}] = await bench.jobs.list();
      assert.deepEqual([job?.state, job?.stems?.length], ['done', 3]);
    });
  }

  test('a task that has failed for good is asked about, once', async (t) => {
    const give = told({ successFlag: 3, errorMessage: 'No' });
    const faults: readonly Fault[] = [{ on: 'midi-info', give, times: 2 }];
    const bench = await startBench(t, { behaviour: { faults } });
    assert.equal((await errorOf(bench.run())).code, 'task-failed');
    assert.deepEqual(
      (await goOn(bench)).map((question) => 'reason' in question && question.reason),
      ['failed'],
    );
    assert.deepEqual(charged(bench), ['separation', 'midi', 'midi']);
  });

  test('the tasks of single stems cost nothing more, and nobody is told that they do', async (t) => {
    // Four looks at the whole, one at each stem.
    const faults: readonly Fault[] = [{ on: 'midi-info', give: NO_KEY, skip: 6, times: 1 }];
    const behaviour = { pendingPolls: 0, faults };
    const bench = await startBench(t, { scenario: 'empty-whole', behaviour });
    assert.equal((await errorOf(bench.run())).code, 'key-rejected');
    const paid = charged(bench);
    assert.equal(paid.length, 5);
    assert.deepEqual(await goOn(bench), []);
    assert.deepEqual(charged(bench), paid);
  });

  test('of single stems, only those without a task are asked about', async (t) => {
    const faults: readonly Fault[] = [{ on: 'midi', give: NO_KEY, skip: 3, times: 1 }];
    const bench = await startBench(t, { scenario: 'empty-whole', behaviour: { faults } });
    assert.equal((await errorOf(bench.run())).code, 'key-rejected');
    assert.deepEqual(await goOn(bench), [{ kind: 'midi-per-stem', paidCalls: 1 }]);
    assert.equal(charged(bench).length, 5);
  });

  test('so is the separation of the accompaniment', async (t) => {
    const faults: readonly Fault[] = [{ on: 'separation-info', give: NO_KEY, skip: 1, times: 1 }];
    const behaviour = { pendingPolls: 0, faults };
    const bench = await startBench(t, { scenario: 'empty-no-stems', behaviour });
    assert.equal((await errorOf(bench.run())).code, 'key-rejected');
    const again = await goOn(bench);
    assert.deepEqual(again.at(-1), { kind: 'separate-again', paidCalls: 1 });
    assert.equal(charged(bench).filter((each) => each === 'separation').length, 2);
  });

  test('to start anew after lost notes pays for the notes alone', async (t) => {
    const lost: Fault = { on: 'midi', give: { kind: 'reset' }, afterwards: true, times: 1 };
    const bench = await startBench(t, { behaviour: { faults: [lost] } });
    assert.equal((await errorOf(bench.run())).code, 'network-cut-off');
    const [{ job, state } = {}] = await bench.jobs.list();
    assert.equal(state, 'unknown');
    assert.ok(job !== undefined);
    const asked: ConsentQuestion[] = [];
    const confirm = (question: ConsentQuestion) => Promise.resolve(asked.push(question) > 0);
    const { signal } = new AbortController();
    await bench.engine.resume(job, { confirm }, () => undefined, signal);
    assert.deepEqual(
      asked.map((question) => [question.kind, 'step' in question && question.step]),
      [['start-anew', 'notes']],
    );
    assert.deepEqual(charged(bench), ['separation', 'midi', 'midi']);
    assert.equal(bench.count('upload'), 1);
  });

  test('a recording with a separation of its own keeps it when others have to be covered', async (t) => {
    const refusal: Trouble = { kind: 'code', code: 422, msg: 'taskId and audioId are required' };
    const bench = await startBench(t, {
      behaviour: {
        faults: [
          { on: 'separation-info', give: NO_KEY, times: 1 },
          { on: 'separate', give: refusal, skip: 1 },
        ],
      },
    });
    assert.equal((await errorOf(bench.run())).code, 'key-rejected');
    const other = `${bench.recording}.other.wav`;
    await writeFile(other, smallWav(3000));
    const confirm = ({ kind }: ConsentQuestion) => Promise.resolve(kind !== 'cover');
    const refused = bench.run({ kind: 'audio', path: other }, { confirm });
    assert.equal((await errorOf(refused)).code, 'cover-declined');
    assert.deepEqual(await goOn(bench), []);
    assert.deepEqual(charged(bench), ['separation', 'midi']);
  });
});

test('an error that repeats the id it was sent names no new task', async (t) => {
  const source = { kind: 'separation', taskId: 'separation-of-somebody' } as const;
  const give: Trouble = {
    kind: 'code',
    code: 422,
    msg: 'Record does not exist',
    data: { taskId: source.taskId },
  };
  const bench = await startBench(t, { behaviour: { faults: [{ on: 'midi', give }] } });
  assert.equal((await errorOf(bench.run(source))).code, 'request-refused');
  const [{ job } = {}] = await bench.jobs.list();
  assert.deepEqual(
    job?.steps.map(({ state }) => state),
    ['refused'],
  );
});
