import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transportErrorOf } from '../../../src/engines/apikley/http/transport-failure.ts';
import { errorOfReply } from '../../../src/engines/apikley/reply-errors.ts';

const systemError = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall });

test('what breaks while connecting was not sent; the same word from a standing connection is in doubt', () => {
  for (const code of ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']) {
    assert.equal(transportErrorOf(systemError(code, 'connect')).mayHaveArrived, false, code);
    for (const syscall of ['read', 'write']) {
      assert.equal(transportErrorOf(systemError(code, syscall)).mayHaveArrived, true, code);
    }
    const several = new AggregateError([systemError(code, 'connect')]);
    assert.equal(transportErrorOf(several).mayHaveArrived, false, code);
  }
});

test('a redirect that may mean "done, see there" leaves a charge in doubt; one that means "not here" does not', () => {
  for (const [status, refused] of [
    [301, true],
    [302, false],
    [303, false],
    [307, true],
    [308, true],
  ] as const) {
    const reply = { status, text: undefined, retryAfterMs: undefined };
    const error = errorOfReply(reply, undefined, 'create');
    assert.equal(error.refused, refused, String(status));
    assert.equal(error.mayHaveBeenCharged, !refused);
  }
});
