import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  download,
  type DownloadOptions,
  type DownloadRequest,
} from '../../src/engines/apikley/http/download.ts';
import type { AddressGuard } from '../../src/engines/apikley/http/guarded-lookup.ts';
import { TransportError } from '../../src/engines/apikley/http/transport.ts';
import { isPublicAddress } from '../../src/engines/apikley/http/public-address.ts';
import { fileHostCertificate, startFileHost } from './stand-in/file-host.ts';

const signal = new AbortController().signal;
const SOUND = Buffer.from('ID3 and then sound. '.repeat(5000));

/** Every name is led to this computer. */
const toLoopback: AddressGuard['resolve'] = (_name, _options, callback) => {
  callback(null, [{ address: '127.0.0.1', family: 4 }]);
};
/** As if this computer were the open internet. */
const open: AddressGuard = { isAllowed: () => true, resolve: toLoopback };
const trusting = { extraCertificates: [fileHostCertificate().cert] };

async function fetchTo(
  t: TestContext,
  url: string,
  options: DownloadOptions = { network: trusting, guard: open },
  change: Partial<DownloadRequest> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-download-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'stem.part');
  const limits = { maxBytes: 1_000_000, timeoutMs: 5000, idleMs: 2000 };
  const request = { url, path, ...limits, onBytes: () => undefined, ...change };
  const outcome = download(request, options, signal).then(
    (reply) => ({ reply, failure: undefined }),
    (error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
      return { reply: undefined, failure: error.failure };
    },
  );
  return { ...(await outcome), path, files: await readdir(folder) };
}

function giveSound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': SOUND.byteLength });
  response.end(SOUND);
}

describe('a stem is fetched', () => {
  test('over https, without the key, and whole', async (t) => {
    const host = await startFileHost(t, giveSound);
    const { reply, path } = await fetchTo(t, `${host.origin}/a.mp3?sig=1`);
    assert.deepEqual(reply, {
      status: 200,
      sizeBytes: SOUND.byteLength,
      contentType: 'audio/mpeg',
    });
    assert.deepEqual(await readFile(path), SOUND);
    assert.equal(host.requests[0]?.authorization, undefined);
    assert.equal(host.requests[0]?.cookie, undefined);
  });

  test('through redirects, each looked at anew', async (t) => {
    const second = await startFileHost(t, giveSound);
    const first = await startFileHost(t, (_request, response) => {
      response.writeHead(302, { location: `${second.origin}/b.mp3`, 'set-cookie': 'a=b' });
      response.end();
    });
    const { reply } = await fetchTo(t, `${first.origin}/a.mp3`);
    assert.equal(reply?.status, 200);
    assert.deepEqual([first.requests.length, second.requests.length], [1, 1]);
    assert.equal(second.requests[0]?.cookie, undefined);
  });

  for (const [what, location] of [
    ['to plain http', 'http://cdn.stems.example/b.mp3'],
    ['to this computer', 'https://127.0.0.1/b.mp3'],
    ['to the credentials of a cloud', 'https://169.254.169.254/latest/meta-data'],
    ['to another scheme', 'file:///etc/passwd'],
  ] as const) {
    test(`but a redirect ${what} is not followed`, async (t) => {
      let hasRedirected = false;
      const host = await startFileHost(t, (_request, response) => {
        hasRedirected = true;
        response.writeHead(307, { location }).end();
      });
      // The first host counts as public; from then on, addresses are judged for real.
      const guard: AddressGuard = {
        resolve: toLoopback,
        isAllowed: (address) => (hasRedirected ? isPublicAddress(address) : true),
      };
      const first = await fetchTo(t, `${host.origin}/a.mp3`, { network: trusting, guard });
      assert.equal(first.failure, 'private-address');
      assert.equal(host.requests.length, 1);
      assert.deepEqual(first.files, []);
    });
  }

  test('and redirects without end come to one', async (t) => {
    const host = await startFileHost(t, (_request, response) => {
      response.writeHead(301, { location: '/again' }).end();
    });
    const { failure } = await fetchTo(t, `${host.origin}/a.mp3`);
    assert.equal(failure, 'cut-off');
    assert.equal(host.requests.length, 6);
  });
});

describe('no connection is opened', () => {
  for (const url of [
    'http://cdn.stems.example/a.mp3',
    'ftp://cdn.stems.example/a.mp3',
    'https://localhost/a.mp3',
    'https://intranet/a.mp3',
    'https://nas.local/a.mp3',
    'https://user:pass@cdn.stems.example/a.mp3',
    'https://127.0.0.1/a.mp3',
    'https://2130706433/a.mp3',
    'https://0x7f.1/a.mp3',
    'https://0177.0.0.1/a.mp3',
    'https://10.1.2.3/a.mp3',
    'https://[::1]/a.mp3',
    'https://[::ffff:127.0.0.1]/a.mp3',
    'https://[fd00::1]/a.mp3',
    'https://[64:ff9b::10.0.0.1]/a.mp3',
  ]) {
    test(`to ${url}`, async (t) => {
      const guard = {
        isAllowed: isPublicAddress,
        resolve: () => assert.fail('No name should have been looked up.'),
      };
      assert.equal((await fetchTo(t, url, { guard })).failure, 'private-address');
    });
  }

  test('to a public name that stands for an address of this network', async (t) => {
    const host = await startFileHost(t, giveSound);
    const guard = { isAllowed: isPublicAddress, resolve: toLoopback };
    const { failure } = await fetchTo(t, `${host.origin}/a.mp3`, { network: trusting, guard });
    assert.equal(failure, 'private-address');
    assert.equal(host.connections, 0);
  });

  test('to a name that stands for both kinds of address', async (t) => {
    const host = await startFileHost(t, giveSound);
    const resolve: AddressGuard['resolve'] = (_name, _options, callback) => {
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const guard = { isAllowed: isPublicAddress, resolve };
    const { failure } = await fetchTo(t, `${host.origin}/a.mp3`, { network: trusting, guard });
    assert.equal(failure, 'private-address');
    assert.equal(host.connections, 0);
  });

  test('to a name that was public when it was first looked up (DNS rebinding)', async (t) => {
    const second = await startFileHost(t, giveSound);
    const first = await startFileHost(t, (_request, response) => {
      response.writeHead(302, { location: `${second.origin}/b.mp3` }).end();
    });
    let looks = 0;
    // As an attacker would: the same name, allowed on the first look only.
    const guard: AddressGuard = { resolve: toLoopback, isAllowed: () => (looks += 1) === 1 };
    const { failure } = await fetchTo(t, `${first.origin}/a.mp3`, { network: trusting, guard });
    assert.equal(failure, 'private-address');
    assert.deepEqual([first.connections, second.connections], [1, 0]);
  });

  test('through a proxy, either, where this computer knows the name', async (t) => {
    const guard = { isAllowed: isPublicAddress, resolve: toLoopback };
    const network = { proxyUrl: 'http://127.0.0.1:9' };
    const { failure } = await fetchTo(t, 'https://cdn.stems.example/a', { network, guard });
    assert.equal(failure, 'private-address');
  });

  test('to a host whose certificate nobody vouches for', async (t) => {
    const host = await startFileHost(t, giveSound);
    const { failure } = await fetchTo(t, `${host.origin}/a.mp3`, { guard: open });
    assert.equal(failure, 'certificate');
    assert.equal(host.requests.length, 0);
  });
});

describe('of a bad file, nothing is left', () => {
  async function fetchFrom(
    t: TestContext,
    answer: (request: IncomingMessage, response: ServerResponse) => void,
    change: Partial<DownloadRequest> = {},
  ) {
    const host = await startFileHost(t, answer);
    const result = await fetchTo(t, `${host.origin}/a.mp3`, undefined, change);
    assert.deepEqual(result.files, []);
    return result;
  }

  test('when it says that it has 10 GB', async (t) => {
    const { failure } = await fetchFrom(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 10 ** 10 });
      response.write('x');
    });
    assert.equal(failure, 'too-large');
  });

  test('when it has no end', async (t) => {
    const { failure } = await fetchFrom(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    assert.equal(failure, 'too-large');
  });

  test('when it is a small one that unpacks to a large one', async (t) => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const { reply } = await fetchFrom(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-encoding': 'gzip' });
      response.end(bomb);
    });
    assert.equal(reply?.status, 415);
  });

  test('when it comes a byte at a time', async (t) => {
    const { failure } = await fetchFrom(
      t,
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'audio/mpeg' });
        const timer = setInterval(() => response.write('x'), 10);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      { timeoutMs: 300 },
    );
    assert.equal(failure, 'timeout');
  });

  test('when it stops in the middle', async (t) => {
    const { failure } = await fetchFrom(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': 5000 });
      response.write('x'.repeat(100), () => response.destroy());
    });
    assert.equal(failure, 'cut-off');
  });

  test('when there is none yet', async (t) => {
    const { reply } = await fetchFrom(t, (_request, response) => {
      response.writeHead(404).end();
    });
    assert.equal(reply?.status, 404);
  });
});

test('a file that was there before stays as it was', async (t) => {
  const host = await startFileHost(t, giveSound);
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-download-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'mine.mp3');
  await writeFile(path, 'mine');
  await fetchTo(t, `${host.origin}/a.mp3`, undefined, { path });
  assert.equal(await readFile(path, 'utf8'), 'mine');
});
