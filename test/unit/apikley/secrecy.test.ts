import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { ApiKey } from '../../../src/engines/apikley/api-key.ts';
import { quotable, redact } from '../../../src/engines/apikley/redact.ts';
import { StemstaveError } from '../../../src/errors.ts';

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
    const redacted = redact(text, key);
    for (const secret of [SECRET, 'abc.def', 'zzz', 'u:p', 'b.mp3', 'sig=1']) {
      assert.ok(!redacted.includes(secret), redacted);
    }
    assert.match(redacted, /https:\/\/files\.example\/… \(http:\/\/h:8080\/…/);
  });

  test('finds the key wherever it stands', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        assert.ok(!redact(before + SECRET + after, key).includes(SECRET));
      }),
    );
  });

  test('leaves ordinary words alone', () => {
    const words = 'The vocal separation task is not completed: 50 credits needed';
    assert.equal(redact(words, key), words);
  });

  test('what is quoted is one short line without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const line = quotable(text, key);
        assert.ok(line.length <= 301);
        assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
    assert.equal(quotable(undefined), '');
    assert.equal(quotable(' It failed.\n\n'), 'It failed');
  });
});
