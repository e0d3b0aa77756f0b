import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallName, Fault, Trouble } from './stand-in/behaviour.ts';
import { errorOf, startBench } from './support.ts';
import { STAND_IN_KEY } from './stand-in/stand-in.ts';

const code = (number: number, msg = 'Some words'): Trouble => ({ kind: 'code', code: number, msg });
const http = (status: number): Trouble => ({
  kind: 'raw',
  status,
  contentType: 'text/html',
  body: '<h1>Something</h1>',
});

/** Answers to a paid request that say for certain that it was not accepted. */
const REFUSALS: readonly (readonly [string, Trouble, string, string | undefined])[] = [
  ['400', code(400), 'request-refused', undefined],
  ['401', code(401), 'key-rejected', 'set-key'],
  ['401 over HTTP', { ...code(401), httpStatus: 401 } as Trouble, 'key-rejected', 'set-key'],
  ['402', code(402), 'no-credits', 'top-up'],
  ['429 that means credits', code(429, 'Insufficient credits'), 'no-credits', 'top-up'],
  ['403 with words', code(403), 'access-denied', 'set-key'],
  ['403 of a gateway', http(403), 'blocked-by-gateway', 'retry'],
  ['404', code(404), 'service-not-found', undefined],
  ['405 that means too fast', code(405, 'Rate limit'), 'service-busy', 'retry'],
  ['409', code(409), 'service-conflict', undefined],
  ['413', code(413, 'Prompt too long'), 'request-refused', undefined],
  ['422', code(422), 'request-refused', undefined],
  ['429', code(429), 'service-busy', 'retry'],
  ['429 over HTTP, no JSON', http(429), 'service-busy', 'retry'],
  ['430', code(430), 'service-busy', 'retry'],
  ['433', code(433), 'key-quota-reached', 'set-key'],
  ['451', code(451), 'recording-not-fetched', 'retry'],
  ['455', code(455), 'service-maintenance', 'retry'],
  ['505', code(505), 'feature-disabled', 'choose-engine'],
  ['531', code(531), 'task-failed-refunded', 'retry'],
  [
    'a redirect',
    {
      kind: 'raw',
      status: 307,
      contentType: 'text/plain',
      body: '',
      headers: { location: 'http://127.0.0.1:1/' },
    },
    'service-moved',
    undefined,
  ],
];

/** Answers after which nobody knows whether a paid request was accepted. */
const DOUBTS: readonly (readonly [string, Trouble, string])[] = [
  ['408', code(408), 'service-timeout'],
  ['500', code(500), 'service-failed'],
  ['501', code(501), 'task-failed'],
  ['502 without JSON', http(502), 'service-failed'],
  ['an unknown code', code(299, 'Strange'), 'reply-not-understood'],
  ['an unknown error code', code(477, 'Strange'), 'service-unexpected'],
  ['a success without a task', code(200), 'reply-not-understood'],
  ['a reset connection', { kind: 'reset' }, 'network-cut-off'],
  ['half a body', { kind: 'half-body' }, 'network-cut-off'],
  [
    'no JSON',
    { kind: 'raw', status: 200, contentType: 'application/json', body: '{"code":2' },
    'reply-not-understood',
  ],
  [
    'a page',
    { kind: 'raw', status: 200, contentType: 'text/html', body: '<html>' },
    'reply-not-understood',
  ],
  [
    'bytes of another kind',
    { kind: 'raw', status: 200, contentType: 'audio/mpeg', body: 'x' },
    'reply-not-understood',
  ],
  [
    'a packed body',
    {
      kind: 'raw',
      status: 200,
      contentType: 'application/json',
      body: 'x',
      headers: { 'content-encoding': 'gzip' },
    },
    'reply-not-understood',
  ],
  ['JSON without end', { kind: 'huge' }, 'network-too-large'],
];

const PAID: readonly { readonly call: CallName; readonly scenario: string }[] = [
  { call: 'separate', scenario: 'direct' },
  { call: 'cover', scenario: 'cover' },
  { call: 'midi', scenario: 'direct' },
];

describe('a paid request that is refused', () => {
  for (const [name, give, expected, action] of REFUSALS) {
    test(`${name}: ${expected}, and certainly no charge`, async (t) => {
      for (const { call, scenario } of PAID) {
        const bench = await startBench(t, {
          scenario,
          behaviour: { faults: [{ on: call, give }] },
        });
        const error = await errorOf(bench.run());
        assert.equal(error.code, expected, call);
        assert.equal(error.action, action, call);
        assert.equal(error.mayHaveBeenCharged, false, call);
        assert.match(error.message, /^[A-Z“].*\.$/s);
      }
    });
  }
});

describe('a paid request whose fate is not known', () => {
  for (const [name, give, expected] of DOUBTS) {
    test(`${name}: sent once, ${expected}, may have been charged`, async (t) => {
      for (const { call, scenario } of PAID) {
        const fault: Fault = { on: call, give, afterwards: give.kind !== 'code' };
        const bench = await startBench(t, { scenario, behaviour: { faults: [fault] } });
        const error = await errorOf(bench.run());
        assert.equal(error.code, expected, call);
        assert.equal(error.mayHaveBeenCharged, true, call);
        assert.equal(bench.count(call), call === 'separate' && scenario === 'cover' ? 2 : 1, call);
        assert.deepEqual(bench.standIn.ledger.secondCharges, []);
      }
    });
  }

  test('is not sent again by the next run without asking', async (t) => {
    const bench = await startBench(t, { scenario: 'accepted-then-reset' });
    await errorOf(bench.run());
    const confirm = ({ kind }: { kind: string }) => Promise.resolve(kind !== 'start-anew');
    assert.equal((await errorOf(bench.run(undefined, { confirm }))).code, 'charge-unknown');
    assert.equal(bench.standIn.ledger.charges.length, 1);
    await bench.run();
    assert.equal(bench.questions.at(-1)?.kind, 'start-anew');
    assert.equal(bench.standIn.ledger.secondCharges.length, 1, 'on the word of the user only');
  });
});

describe('a look at a task', () => {
  const PASSING: readonly Trouble[] = [
    code(500),
    code(408),
    code(429),
    code(455),
    http(502),
    { kind: 'reset' },
    { kind: 'half-body' },
    { kind: 'raw', status: 200, contentType: 'application/json', body: '' },
  ];

  test('that fails in passing is repeated', async (t) => {
    const faults = (['separation-info', 'music-info', 'midi-info'] as const).flatMap((on) =>
      PASSING.map((give, skip): Fault => ({ on, give, skip: skip * 2, times: 1 })),
    );
    const behaviour = { faults, direct: 'refused', pendingPolls: 16 } as const;
    const bench = await startBench(t, { behaviour });
    await bench.run();
    assert.deepEqual(bench.standIn.ledger.secondCharges, []);
  });

  test('that keeps failing ends with an offer to check again, which is free', async (t) => {
    const faults: readonly Fault[] = [{ on: 'midi-info', give: { kind: 'reset' }, times: 8 }];
    const bench = await startBench(t, { behaviour: { faults } });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'network-cut-off');
    assert.equal(error.action, 'check-again');
    assert.equal(error.mayHaveBeenCharged, false);
    await bench.run();
    assert.equal(bench.count('separate') + bench.count('midi') + bench.count('upload'), 3);
  });

  test('a task that never ends is given up, and can be checked again', async (t) => {
    const bench = await startBench(t, { behaviour: { pendingPolls: 1_000_000 } });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'still-running');
    assert.equal(error.action, 'check-again');
    const looks = bench.count('separation-info');
    assert.ok(looks > 60 && looks < 120, `${looks} looks in twenty minutes`);
  });

  test('a task the service does not know is not waited for', async (t) => {
    const give: Trouble = { kind: 'code', code: 200, msg: 'success', data: null };
    const faults: readonly Fault[] = [{ on: 'separation-info', give }];
    const bench = await startBench(t, { behaviour: { faults } });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'task-not-found');
    assert.equal(bench.count('separation-info'), 4);
  });

  test('a key that is no longer good ends the wait at once, and the job goes on later', async (t) => {
    const faults: readonly Fault[] = [{ on: 'separation-info', give: code(401), times: 1 }];
    const bench = await startBench(t, { behaviour: { faults } });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'key-rejected');
    await bench.run();
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });
});

describe('a task that ends badly', () => {
  const endings = [
    ['known-work', 'recording-is-known-work', /existing work/],
    ['separation-fails', 'task-failed', /separate the instruments: Internal error/],
    ['midi-fails', 'task-failed', /write down the notes: Internal error/],
    ['no-stems', 'no-stems', /shows no stems/],
  ] as const;
  for (const [scenario, expected, words] of endings) {
    test(`${scenario}: ${expected}`, async (t) => {
      const bench = await startBench(t, { scenario });
      const error = await errorOf(bench.run());
      assert.equal(error.code, expected);
      assert.match(error.message, words);
      assert.equal(error.mayHaveBeenCharged, true);
      assert.deepEqual(bench.standIn.ledger.secondCharges, []);
    });
  }

  test('an account that is empty is told so before anything is charged', async (t) => {
    const bench = await startBench(t, { balance: 20.25 });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'no-credits');
    assert.deepEqual(bench.standIn.ledger.charges, []);
  });
});

describe('an upload', () => {
  test('is repeated under a new name when the line breaks, and not charged for', async (t) => {
    const faults: readonly Fault[] = [
      { on: 'upload', give: { kind: 'reset' }, times: 1 },
      { on: 'upload', give: code(500), skip: 1, times: 1 },
    ];
    const bench = await startBench(t, { behaviour: { faults } });
    await bench.run();
    const names = bench.standIn.wireLog.flatMap(({ file }) => file?.fileName ?? []);
    assert.equal(new Set(names).size, 3);
  });

  test('that the service could not read is sent once more', async (t) => {
    const faults: readonly Fault[] = [{ on: 'separate', give: code(451), times: 1 }];
    const bench = await startBench(t, { behaviour: { faults } });
    await bench.run();
    assert.equal(bench.count('upload'), 2);
    assert.deepEqual(
      bench.questions.map(({ kind }) => kind),
      ['upload'],
    );
  });

  test('with a wrong key says so', async (t) => {
    const bench = await startBench(t, {}, { getKey: () => Promise.resolve('wrong-key-12345') });
    const error = await errorOf(bench.run());
    assert.equal(error.code, 'key-rejected');
    assert.equal(error.action, 'set-key');
  });
});

test('no message, log line or record of any of this holds the key or an address', async (t) => {
  const leaky = `Bad token ${STAND_IN_KEY} for https://files.example/x.wav?sig=abc`;
  const faults: readonly Fault[] = [{ on: 'separate', give: code(422, leaky) }];
  const bench = await startBench(t, { behaviour: { faults } });
  const error = await errorOf(bench.run());
  assert.ok(!error.message.includes(STAND_IN_KEY) && !error.message.includes('sig='));
  const { jobs } = await bench.jobs.journal.load();
  assert.ok(!JSON.stringify(jobs).includes(STAND_IN_KEY));
});
