import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CALLS, type Fault } from './stand-in/behaviour.ts';
import { errorOf, startBench, type Bench } from './support.ts';

/** Cancels as soon as a request of that kind is under way. */
async function cancelDuring(bench: Bench, call: string) {
  const controller = new AbortController();
  const source = { kind: 'audio', path: bench.recording } as const;
  const running = bench.runWith(bench.engine, source, {}, controller.signal);
  running.catch(() => undefined);
  await bench.arrived(call);
  controller.abort();
  return errorOf(running);
}

describe('cancelling', { timeout: 15_000 }, () => {
  for (const call of CALLS.filter((name) => name !== 'credits')) {
    test(`while the service keeps silent about ${call} ends at once`, async (t) => {
      const faults: readonly Fault[] = [{ on: call, give: { kind: 'silence' } }];
      const behaviour = {
        faults,
        direct: /cover|music/.test(call) ? 'refused' : 'accepted',
      } as const;
      const bench = await startBench(t, { behaviour });
      assert.equal((await cancelDuring(bench, call)).code, 'cancelled');
    });
  }

  test('while waiting for an answer of the user ends at once', async (t) => {
    const bench = await startBench(t);
    const controller = new AbortController();
    const confirm = () => {
      queueMicrotask(() => {
        controller.abort();
      });
      return new Promise<boolean>(() => undefined);
    };
    const source = { kind: 'audio', path: bench.recording } as const;
    const error = await errorOf(
      bench.runWith(bench.engine, source, { confirm }, controller.signal),
    );
    assert.equal(error.code, 'cancelled');
    assert.deepEqual(
      bench.standIn.wireLog.filter(({ call }) => call !== 'credits'),
      [],
    );
  });

  test('before the start sends nothing', async (t) => {
    const bench = await startBench(t);
    const source = { kind: 'audio', path: bench.recording } as const;
    const error = await errorOf(bench.runWith(bench.engine, source, {}, AbortSignal.abort()));
    assert.equal(error.code, 'cancelled');
    assert.deepEqual(bench.standIn.wireLog, []);
  });

  test('during a paid request sees it through, and the next run goes on from its task', async (t) => {
    let answer: (value?: unknown) => void = () => undefined;
    const until = new Promise((resolve) => {
      answer = resolve;
    });
    const faults: readonly Fault[] = [
      { on: 'separate', give: { kind: 'held', until }, afterwards: true, times: 1 },
    ];
    const bench = await startBench(t, { behaviour: { faults } });
    assert.equal((await cancelDuring(bench, 'separate')).code, 'cancelled');
    answer();
    for (;;) {
      const { jobs } = await bench.jobs.journal.load();
      if (jobs[0]?.steps.at(-1)?.state === 'accepted') break;
    }
    await bench.run();
    assert.equal(bench.standIn.ledger.charges.length, 2);
    assert.deepEqual(bench.standIn.ledger.secondCharges, []);
    assert.equal(bench.count('upload'), 1);
  });

  test('a cancelled wait goes on where it was, without another upload or charge', async (t) => {
    const faults: readonly Fault[] = [{ on: 'midi-info', give: { kind: 'silence' }, times: 1 }];
    const bench = await startBench(t, { behaviour: { faults } });
    await cancelDuring(bench, 'midi-info');
    await bench.run();
    assert.equal(bench.count('upload') + bench.count('separate') + bench.count('midi'), 3);
    assert.deepEqual(
      bench.questions.map(({ kind }) => kind),
      ['upload'],
    );
  });
});
