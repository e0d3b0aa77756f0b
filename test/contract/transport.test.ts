import assert from 'node:assert/strict';
import { createServer, type Server as HttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { jsonBody } from '../../src/engines/apikley/http/bodies.ts';
import { createTransport } from '../../src/engines/apikley/http/undici-transport.ts';
import { TransportError, type HttpRequest } from '../../src/engines/apikley/http/transport.ts';
import type { Trouble } from './stand-in/behaviour.ts';
import { fileHostCertificate, startFileHost } from './stand-in/file-host.ts';
import { STAND_IN_KEY, startStandIn, type StandIn } from './stand-in/stand-in.ts';

const signal = new AbortController().signal;

function balanceAt(base: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    url: new URL(`${base}/api/v1/chat/credit`),
    headers: { authorization: `Bearer ${STAND_IN_KEY}`, 'user-agent': 'test' },
    timeoutMs: 5000,
    maxReplyBytes: 10_000,
    ...change,
  };
}

async function standInWith(t: TestContext, give?: Trouble): Promise<StandIn> {
  const faults = give === undefined ? [] : [{ on: 'credits', give } as const];
  const standIn = await startStandIn({ behaviour: { faults } });
  t.after(() => standIn.close());
  return standIn;
}

async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  throw new Error('It should have failed.');
}

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    if ('closeAllConnections' in server) (server as HttpServer).closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

describe('limits of the transport', () => {
  test('a redirect is not followed, and the key stays where it is', async (t) => {
    const other = await standInWith(t);
    const standIn = await standInWith(t, {
      kind: 'raw',
      status: 302,
      contentType: 'text/plain',
      body: '',
      headers: { location: `${other.url}/api/v1/chat/credit` },
    });
    const reply = await createTransport().send(balanceAt(standIn.url), signal);
    assert.equal(reply.status, 302);
    assert.deepEqual(other.wireLog, []);
  });

  test('silence ends with the timeout', async (t) => {
    const standIn = await standInWith(t, { kind: 'silence' });
    const failure = await failureOf(
      createTransport().send(balanceAt(standIn.url, { timeoutMs: 100 }), signal),
    );
    assert.deepEqual([failure.failure, failure.mayHaveArrived], ['timeout', true]);
  });

  test('an answer that drips without end ends with the timeout, too', async (t) => {
    const standIn = await standInWith(t, { kind: 'drip' });
    const failure = await failureOf(
      createTransport().send(balanceAt(standIn.url, { timeoutMs: 200 }), signal),
    );
    assert.equal(failure.failure, 'timeout');
  });

  test('an answer without end is given up at the limit', async (t) => {
    const standIn = await standInWith(t, { kind: 'huge' });
    const failure = await failureOf(createTransport().send(balanceAt(standIn.url), signal));
    assert.equal(failure.failure, 'too-large');
  });

  test('an answer that says it has 10 GB is not even begun', async (t) => {
    const standIn = await standInWith(t, {
      kind: 'raw',
      status: 200,
      contentType: 'application/json',
      body: '{}',
      headers: { 'content-length': String(10 ** 10) },
    });
    const failure = await failureOf(createTransport().send(balanceAt(standIn.url), signal));
    assert.equal(failure.failure, 'too-large');
  });

  test('a small answer that would unpack to a large one is not unpacked', async (t) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(50_000_000, ' ')));
    });
    const port = await listening(t, server);
    const reply = await createTransport().send(balanceAt(`http://127.0.0.1:${port}`), signal);
    assert.deepEqual([reply.status, reply.text], [200, undefined]);
  });

  test('a head that drips a byte at a time ends with the timeout', async (t) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => {
        clearInterval(timer);
      });
    });
    const port = await listening(t, server);
    const failure = await failureOf(
      createTransport().send(balanceAt(`http://127.0.0.1:${port}`, { timeoutMs: 200 }), signal),
    );
    assert.equal(failure.failure, 'timeout');
  });

  test('a head without end is given up', async (t) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('HTTP/1.1 200 OK\r\n');
      socket.write(`x-long: ${'x'.repeat(2_000_000)}\r\n\r\n{}`);
    });
    const port = await listening(t, server);
    const failure = await failureOf(
      createTransport().send(balanceAt(`http://127.0.0.1:${port}`), signal),
    );
    assert.equal(failure.failure, 'too-large');
  });

  for (const status of [301, 302, 303, 307, 308]) {
    test(`a paid request that is answered with ${status} is sent nowhere else`, async (t) => {
      const other = await standInWith(t);
      const server = createServer((request, response) => {
        request.resume().on('end', () => {
          const location = `${other.url}/api/v1/midi/generate`;
          response.writeHead(status, { location }).end();
        });
      });
      const port = await listening(t, server);
      const url = new URL(`http://127.0.0.1:${port}/api/v1/midi/generate`);
      const body = jsonBody({ taskId: 'x' });
      const reply = await createTransport().send(
        { ...balanceAt(`http://127.0.0.1:${port}`), method: 'POST', url, body },
        signal,
      );
      assert.equal(reply.status, status);
      assert.deepEqual(other.wireLog, []);
    });
  }

  test('what is no text is not read', async (t) => {
    const standIn = await standInWith(t, {
      kind: 'raw',
      status: 200,
      contentType: 'application/octet-stream',
      body: 'x'.repeat(100_000),
    });
    const reply = await createTransport().send(balanceAt(standIn.url), signal);
    assert.equal(reply.text, undefined);
  });

  test('nobody listening, or no such name: certainly nothing arrived', async () => {
    const transport = createTransport();
    const refused = await failureOf(transport.send(balanceAt('http://127.0.0.1:9'), signal));
    assert.deepEqual([refused.failure, refused.mayHaveArrived], ['refused', false]);
    const unknown = await failureOf(transport.send(balanceAt('http://no.such.invalid'), signal));
    assert.deepEqual([unknown.failure, unknown.mayHaveArrived], ['name-not-found', false]);
  });

  test('every exchange has a connection to itself', async (t) => {
    const ports = new Set<number | undefined>();
    const server = createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const port = await listening(t, server);
    const transport = createTransport();
    for (let i = 0; i < 3; i += 1) {
      await transport.send(balanceAt(`http://127.0.0.1:${port}`), signal);
    }
    assert.equal(ports.size, 3);
  });
});

describe('certificates', () => {
  async function secureServer(t: TestContext) {
    const host = await startFileHost(t, (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"code":200}');
    });
    return { host, message: balanceAt(`https://127.0.0.1:${host.port}`) };
  }

  test('that nobody vouches for end the exchange before anything is sent', async (t) => {
    const { host, message } = await secureServer(t);
    for (const network of [{}, { systemCertificates: true }]) {
      const failure = await failureOf(createTransport(network).send(message, signal));
      assert.deepEqual([failure.failure, failure.mayHaveArrived], ['certificate', false]);
    }
    assert.equal(host.requests.length, 0);
  });

  test('of an authority of one’s own are taken, for the names they are made for', async (t) => {
    const { host, message } = await secureServer(t);
    const extraCertificates = [fileHostCertificate().cert];
    const transport = createTransport({ extraCertificates, systemCertificates: true });
    const failure = await failureOf(transport.send(message, signal));
    assert.equal(failure.failure, 'certificate', 'it is for another name than 127.0.0.1');
    assert.equal(host.requests.length, 0);
  });

  test('are not looked at where VS Code is told so (http.proxyStrictSSL)', async (t) => {
    const { message } = await secureServer(t);
    const reply = await createTransport({ strictTls: false }).send(message, signal);
    assert.equal(reply.status, 200);
  });
});

describe('a proxy', () => {
  /** A proxy that leads every name to one port of this computer. */
  async function startProxy(t: TestContext, target: string, status = 200) {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      asked.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        return;
      }
      const { port } = new URL(target);
      const through = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        through.pipe(socket).pipe(through);
      });
      through.on('error', () => socket.destroy());
      socket.on('error', () => through.destroy());
    });
    return { asked, url: `http://user:secret@127.0.0.1:${await listening(t, server)}` };
  }

  test('is used for every host that is not exempt', async (t) => {
    const standIn = await standInWith(t);
    const proxy = await startProxy(t, standIn.url);
    const transport = createTransport({ proxyUrl: proxy.url });
    const reply = await transport.send(balanceAt('http://service.test'), signal);
    assert.equal(reply.status, 200);
    assert.equal(proxy.asked.length, 1);
    assert.match(proxy.asked[0] ?? '', /^service\.test:80 Basic /);
    await transport.send(balanceAt(standIn.url), signal);
    assert.equal(proxy.asked.length, 1, 'this computer is reached directly');
    const exempt = createTransport({ proxyUrl: proxy.url, bypassHosts: ['*.no.invalid'] });
    await failureOf(exempt.send(balanceAt('http://a.no.invalid'), signal));
    assert.equal(proxy.asked.length, 1);
  });

  test('gets the authorization VS Code is told to send it (http.proxyAuthorization)', async (t) => {
    const standIn = await standInWith(t);
    const proxy = await startProxy(t, standIn.url);
    const { host } = new URL(proxy.url);
    const network = { proxyUrl: `http://${host}`, proxyAuthorization: 'Negotiate abc' };
    await createTransport(network).send(balanceAt('http://service.test'), signal);
    assert.deepEqual(proxy.asked, ['service.test:80 Negotiate abc']);
    const [exchange] = standIn.wireLog;
    assert.equal(exchange?.headers['proxy-authorization'], undefined);
  });

  test('that says no is named as the reason, and nothing arrived', async (t) => {
    const standIn = await standInWith(t);
    const proxy = await startProxy(t, standIn.url, 407);
    const transport = createTransport({ proxyUrl: proxy.url });
    const failure = await failureOf(transport.send(balanceAt('http://service.test'), signal));
    assert.deepEqual([failure.failure, failure.mayHaveArrived], ['proxy', false]);
    assert.deepEqual(standIn.wireLog, []);
  });
});
