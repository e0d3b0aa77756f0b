import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startCallbackReceiver,
  type ReceiverOptions,
} from '../../src/engines/apikley/callback/receiver.ts';
import { wakingClock } from '../../src/engines/apikley/callback/waking-clock.ts';
import { systemClock, throwIfCancelled, type Clock } from '../../src/jobs/clock.ts';
import { CancelledError } from '../../src/errors.ts';
import { countNotes } from '../../src/transcription/model.ts';
import { call, callsAbout, signed } from './stand-in/callbacks.ts';
import { smallSong } from './stand-in/song.ts';
import { startBench } from './support.ts';

const HMAC_KEY = 'hmac-standin-0123456789';
const TASK = '5c79be8e00000000000000000000beef';
const never = new AbortController().signal;

async function receiver(t: TestContext, options: ReceiverOptions = {}) {
  const started = await startCallbackReceiver(options);
  t.after(() => started.close());
  return started;
}

/** Whether a call about the task has come and was not yet noticed. */
async function hasCalled(of: Awaited<ReturnType<typeof receiver>>, taskId = TASK) {
  const now = new AbortController();
  let came = true;
  now.signal.addEventListener('abort', () => (came = false));
  const called = of.called(taskId, now.signal).then(() => came);
  setImmediate(() => {
    now.abort();
  });
  return called;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(new CancelledError());
    };
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}

describe('the receiver of the service’s calls', () => {
  test('finds the task in every documented call', async (t) => {
    const here = await receiver(t);
    for (const body of callsAbout(TASK)) {
      assert.equal(await call(here.localUrl, { body }), 200);
      assert.equal(await hasCalled(here), true);
      assert.equal(await hasCalled(here), false, 'a call is noticed once');
    }
  });

  test('listens on this computer only, at a path that nobody guesses', async (t) => {
    const [one, other] = [await receiver(t), await receiver(t)];
    const { hostname, pathname, origin } = new URL(one.localUrl);
    assert.equal(hostname, '127.0.0.1');
    assert.ok(pathname.length > 40);
    assert.notEqual(pathname, new URL(other.localUrl).pathname);
    const [body] = callsAbout(TASK);
    for (const path of ['/', '/stemstave', `${pathname}x`, pathname.slice(0, -1)]) {
      assert.equal(await call(origin + path, { body }), 404);
    }
    assert.equal(await call(one.localUrl, { body, method: 'GET' }), 405);
    assert.equal(await call(one.localUrl, { body, method: 'PUT' }), 405);
    assert.equal(await hasCalled(one), false);
  });

  test('takes only what is signed, where the account has a key', async (t) => {
    const here = await receiver(t, { hmacKey: HMAC_KEY });
    const [body] = callsAbout(TASK);
    const right = signed(TASK, HMAC_KEY);
    const forged: readonly Readonly<Record<string, string>>[] = [
      {},
      { 'x-webhook-timestamp': right['x-webhook-timestamp'] },
      { ...right, 'x-webhook-signature': '' },
      { ...right, 'x-webhook-signature': 'AAAA' },
      { ...right, 'x-webhook-signature': signed(TASK, 'another-key')['x-webhook-signature'] },
      { ...right, 'x-webhook-timestamp': String(Number(right['x-webhook-timestamp']) + 1) },
      { ...right, 'x-webhook-timestamp': 'now' },
      signed(`${TASK}0`, HMAC_KEY),
      signed(TASK, HMAC_KEY, Date.now() - 3600_000),
      signed(TASK, HMAC_KEY, Date.now() + 3600_000),
    ];
    for (const headers of forged) assert.equal(await call(here.localUrl, { body, headers }), 401);
    assert.equal(await hasCalled(here), false);
    assert.equal(await call(here.localUrl, { body, headers: right }), 200);
    assert.equal(await hasCalled(here), true);
    assert.deepEqual(here.counts, { taken: 1, turnedAway: forged.length });
  });

  test('answers a repeated call well and does nothing', async (t) => {
    const here = await receiver(t, { hmacKey: HMAC_KEY });
    const [body] = callsAbout(TASK);
    const headers = signed(TASK, HMAC_KEY);
    assert.equal(await call(here.localUrl, { body, headers }), 200);
    assert.equal(await hasCalled(here), true);
    for (let i = 0; i < 3; i += 1) {
      assert.equal(await call(here.localUrl, { body, headers }), 200);
    }
    assert.equal(await hasCalled(here), false);
  });

  test('turns away what is no call, and what is too large', async (t) => {
    const here = await receiver(t);
    for (const body of ['', 'null', '[]', '{', '{"task_id":{}}', '{"task_id":"../../x"}']) {
      assert.equal(await call(here.localUrl, { body }), 400, body);
    }
    const large = `{"task_id":"${TASK}","x":"${'x'.repeat(9_000_000)}"}`;
    const status = await call(here.localUrl, { body: large }).catch(() => 'cut off');
    assert.ok(status === 413 || status === 'cut off', String(status));
    assert.equal(await hasCalled(here), false);
  });

  test('is not held by somebody who opens connections and says nothing', async (t) => {
    const here = await receiver(t);
    const { port } = new URL(here.localUrl);
    const silent = Array.from({ length: 40 }, () =>
      connect(Number(port), '127.0.0.1').on('error', () => undefined),
    );
    t.after(() => {
      for (const socket of silent) socket.destroy();
    });
    await here.close();
    await assert.rejects(call(here.localUrl, { body: {} }));
  });

  test('forgets rather than swells when it is flooded', async (t) => {
    const here = await receiver(t);
    for (let i = 0; i < 600; i += 1) {
      assert.equal(await call(here.localUrl, { body: { task_id: `forged-${i}` } }), 200);
    }
    assert.equal(await hasCalled(here, 'forged-0'), false);
    assert.equal(await hasCalled(here, 'forged-599'), true);
  });
});

describe('a call wakes who waits for the task', () => {
  /** Notes how long it is asked to sleep, and wakes only when it is cut short. */
  function deepSleep(): { clock: Clock; naps: number[] } {
    const naps: number[] = [];
    return {
      naps,
      clock: {
        ...systemClock,
        sleep: (ms, signal) => {
          naps.push(ms);
          return ms <= 1000 ? Promise.resolve() : untilAborted(signal);
        },
      },
    };
  }

  test('but not within a second of the look before', async (t) => {
    const here = await receiver(t);
    const { clock, naps } = deepSleep();
    const [body] = callsAbout(TASK);
    const asleep = wakingClock(clock, here, TASK).sleep(15_000, never);
    assert.equal(await call(here.localUrl, { body }), 200);
    await asleep;
    assert.deepEqual(naps, [1000, 14_000]);
  });

  test('and a cancel still ends the wait', async (t) => {
    const here = await receiver(t);
    const cancel = new AbortController();
    const asleep = wakingClock(deepSleep().clock, here, TASK).sleep(15_000, cancel.signal);
    cancel.abort();
    await assert.rejects(asleep, CancelledError);
  });
});

describe('a job whose address for calls is this computer', () => {
  test('tells it to the service and ends with the first call, long before the next look', async (t) => {
    const here = await receiver(t);
    let asleepMs = 0;
    // Wakes by itself only from the short rest; a job that does not hear calls would never end.
    const clock: Clock = {
      ...systemClock,
      sleep: async (ms, signal) => {
        throwIfCancelled(signal);
        if (ms <= 1000) return;
        asleepMs += ms;
        await untilAborted(signal);
      },
    };
    const config = { callBackUrl: here.localUrl, callbacks: here, clock };
    const bench = await startBench(t, {}, config);
    const done = bench.run();
    const told = new Set<string>();
    const isDone = (): Promise<boolean> =>
      Promise.race([done.then(() => true), delay(20).then(() => false)]);
    while (!(await isDone())) {
      for (const { query } of bench.standIn.wireLog) {
        const taskId = query['taskId'];
        if (taskId === undefined || told.has(taskId)) continue;
        told.add(taskId);
        // Twice, and forged ones between: nothing of it may matter.
        for (const body of [...callsAbout(taskId), { task_id: 'not-ours' }]) {
          await call(here.localUrl, { body });
        }
      }
    }
    const { transcription } = await done;
    assert.equal(
      countNotes(transcription),
      smallSong().reduce((sum, { notes }) => sum + notes.length, 0),
    );
    assert.ok(asleepMs > 0);
    for (const { fields, call: name } of bench.standIn.wireLog) {
      if (name === 'separate' || name === 'midi') {
        assert.equal(fields['callBackUrl'], here.localUrl);
      }
    }
    assert.deepEqual(bench.standIn.ledger.secondCharges, []);
  });

  test('needs no call at all: looking goes on', async (t) => {
    const here = await receiver(t);
    const bench = await startBench(t, {}, { callBackUrl: here.localUrl, callbacks: here });
    await bench.run();
    assert.deepEqual(here.counts, { taken: 0, turnedAway: 0 });
  });
});
