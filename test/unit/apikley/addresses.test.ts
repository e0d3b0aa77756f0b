import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressBelow,
  checkBaseUrl,
  checkCallBackUrl,
} from '../../../src/engines/apikley/addresses.ts';
import { proxyFromEnvironment } from '../../../src/engines/apikley/http/proxy.ts';
import { StemstaveError } from '../../../src/errors.ts';

test('the key goes over https, or stays on this computer', () => {
  for (const good of [
    'https://api.apikley.ru',
    ' https://api.apikley.ru/file-upload/ ',
    'http://localhost:8787',
    'http://127.0.0.1:8787/x',
    'http://127.8.9.10',
    'http://[::1]:80',
    'http://stand-in.localhost',
  ]) {
    assert.equal(checkBaseUrl(good).href, new URL(good.trim()).href);
  }
  for (const bad of [
    'http://api.apikley.ru',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://10.0.0.1',
    'ftp://api.apikley.ru',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'api.apikley.ru',
    '',
    'https://user:pass@api.apikley.ru',
    'https://api.apikley.ru?x=1',
    'https://api.apikley.ru#x',
  ]) {
    assert.throws(
      () => checkBaseUrl(bad),
      (error: unknown) =>
        error instanceof StemstaveError &&
        error.code === 'bad-base-url' &&
        !error.message.includes('user:'),
      bad,
    );
  }
});

test('a callback address is a web address', () => {
  assert.equal(checkCallBackUrl('http://example.com/x?a=1').href, 'http://example.com/x?a=1');
  assert.throws(() => checkCallBackUrl('nonsense'), StemstaveError);
});

test('paths are put below a base with or without slashes', () => {
  for (const base of ['https://h/b', 'https://h/b/', 'https://h/b//']) {
    for (const path of ['/api/x', 'api/x']) {
      assert.equal(addressBelow(new URL(base), path).href, 'https://h/b/api/x');
    }
  }
  const withQuery = addressBelow(new URL('https://h'), '/x', { taskId: 'a&b=c/../d' });
  assert.equal(withQuery.href, 'https://h/x?taskId=a%26b%3Dc%2F..%2Fd');
});

test('the proxy of the environment is read as other programs do', () => {
  assert.deepEqual(proxyFromEnvironment({}), { proxyUrl: undefined, bypassHosts: [] });
  assert.deepEqual(
    proxyFromEnvironment({
      HTTP_PROXY: 'http://plain:1',
      https_proxy: 'http://secure:2',
      NO_PROXY: 'a.example, .b.example  c:80',
    }),
    { proxyUrl: 'http://secure:2', bypassHosts: ['a.example', '.b.example', 'c:80'] },
  );
  assert.equal(proxyFromEnvironment({ ALL_PROXY: 'http://all:3' }).proxyUrl, 'http://all:3');
  assert.equal(proxyFromEnvironment({ HTTPS_PROXY: ' ' }).proxyUrl, undefined);
});
