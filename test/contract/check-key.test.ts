import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKey } from '../../src/engines/apikley/connect.ts';
import { STAND_IN_KEY, startStandIn } from './stand-in/stand-in.ts';
import { errorOf } from './support.ts';

const signal = new AbortController().signal;

test('a good key is proved by one free call, which tells the balance', async (t) => {
  const standIn = await startStandIn({ balance: 5916.25 });
  t.after(() => standIn.close());
  const address = { baseUrl: standIn.url, uploadBaseUrl: standIn.uploadUrl };
  assert.deepEqual(await checkKey(address, ` ${STAND_IN_KEY}\n`, signal), { credits: 5916.25 });
  assert.equal(standIn.wireLog.length, 1);
  assert.deepEqual(standIn.wireLog[0]?.keyFoundIn, ['header authorization']);
  assert.deepEqual(standIn.ledger.charges, []);
});

test('a wrong key is told apart from a service that cannot be reached', async (t) => {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const address = { baseUrl: standIn.url, uploadBaseUrl: standIn.uploadUrl };
  const wrong = await errorOf(checkKey(address, 'some-other-key', signal));
  assert.equal(wrong.code, 'key-rejected');
  const nowhere = { baseUrl: 'http://127.0.0.1:9' };
  const clock = { monotonicMs: () => 0, now: Date.now, sleep: () => Promise.resolve() };
  const unreached = await errorOf(checkKey({ ...nowhere, clock }, STAND_IN_KEY, signal));
  assert.equal(unreached.code, 'network-refused');
  assert.match(unreached.message, /check the internet connection/);
});

test('no key, no address and no https are said before anything is sent', async () => {
  assert.equal((await errorOf(checkKey({}, '  ', signal))).code, 'no-key');
  const plain = { baseUrl: 'http://api.example.org' };
  assert.equal((await errorOf(checkKey(plain, STAND_IN_KEY, signal))).code, 'bad-base-url');
  const proxy = { transportOptions: { proxyUrl: 'ftp://proxy' } };
  assert.equal((await errorOf(checkKey(proxy, STAND_IN_KEY, signal))).code, 'bad-proxy');
});
