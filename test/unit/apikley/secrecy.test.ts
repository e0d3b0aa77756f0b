import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import type { LogOutputChannel } from 'vscode';
import { ApiKey } from '../../../src/engines/apikley/api-key.ts';
import { keepSecret, quotable, redact } from '../../../src/engines/apikley/redact.ts';
import { StemstaveError } from '../../../src/errors.ts';
import { logError } from '../../../src/host/log-error.ts';

const SECRET = 'apk-planted-9f8e7d6c5b4a';
const key = ApiKey.parse(SECRET);

describe('a key', () => {
  test('does not show itself, however it is looked at', () => {
    const error = new Error('failed', { cause: { key } });
    const views = [
      JSON.stringify({ key, nested: [key] }),
      String(key),
      key.toString(),
      inspect({ key }, { depth: 9, showHidden: true }),
      format('%o %O %s %j', key, key, key, key),
      inspect(error, { depth: 9 }),
      Object.getOwnPropertyNames(key).join(),
      JSON.stringify(Object.entries(key)),
      JSON.stringify(Object.assign({}, key)),
    ];
    for (const view of views) assert.ok(!view.includes(SECRET), view);
    assert.throws(() => structuredClone({ toString: () => key.toString(), key }));
  });

  test('shows itself in the Authorization header', () => {
    assert.equal(key.authorization(), `Bearer ${SECRET}`);
  });

  test('is read as people paste it', () => {
    for (const pasted of [`  ${SECRET}\n`, `Bearer ${SECRET}`, `bearer   ${SECRET} `]) {
      assert.equal(ApiKey.parse(pasted).authorization(), `Bearer ${SECRET}`);
    }
  });

  test('that cannot go into a header is refused without being repeated', () => {
    for (const bad of [
      '',
      'short',
      `${SECRET}\r\nX-Evil: 1`,
      'two words here',
      'ключ-ключ',
      'x'.repeat(600),
    ]) {
      assert.throws(
        () => ApiKey.parse(bad),
        (error: unknown) =>
          error instanceof StemstaveError &&
          error.code === 'key-malformed' &&
          (bad === '' || !error.message.includes(bad)),
      );
    }
  });
});

describe('redaction', () => {
  test('takes keys, tokens and all but the host of addresses out of a text', () => {
    const text = `Authorization: Bearer abc.def, key ${SECRET}, {"api_key":"zzz"} at https://u:p@files.example/a/b.mp3?sig=1#x (http://h:8080)`;
    const redacted = redact(text);
    for (const secret of [SECRET, 'abc.def', 'zzz', 'u:p', 'b.mp3', 'sig=1']) {
      assert.ok(!redacted.includes(secret), redacted);
    }
    assert.match(redacted, /https:\/\/files\.example\/… \(http:\/\/h:8080\/…/);
  });

  test('finds the key wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        assert.ok(!redact(before + SECRET + after).includes(SECRET));
      }),
    );
  });

  test('leaves ordinary words alone', () => {
    const words = 'The vocal separation task is not completed: 50 credits needed';
    assert.equal(redact(words), words);
  });

  test('what is quoted is one short line without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const line = quotable(text);
        assert.ok(line.length <= 301);
        assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
    assert.equal(quotable(undefined), '');
    assert.equal(quotable(' It failed.\n\n'), 'It failed');
  });
});

test('whatever an error carries, the log shows no secret this program has read', () => {
  const planted = 'planted secret/with+signs';
  keepSecret(planted);
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const log = { error: write, debug: write } as unknown as LogOutputChannel;
  const errors: readonly unknown[] = [
    new Error(`in a message ${SECRET} ${planted}`),
    new StemstaveError('x', `in a sentence ${SECRET}`, { cause: new Error(planted) }),
    new StemstaveError('x', 'Deep.', {
      cause: new Error('1', { cause: new Error('2', { cause: { headers: { a: planted } } }) }),
    }),
    `thrown as text ${SECRET}`,
    { an: { object: [SECRET, planted] } },
    new Error(`https://h/x?token=${encodeURIComponent(planted)}`),
    Object.assign(new Error('x'), { stack: `at ${SECRET}` }),
  ];
  for (const error of errors) logError(error, log);
  assert.ok(lines.length >= errors.length + 3);
  for (const secret of [SECRET, planted, encodeURIComponent(planted)]) {
    assert.ok(!lines.join('\n').includes(secret), lines.join('\n'));
  }
});
