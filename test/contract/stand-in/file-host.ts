import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A certificate for `*.stems.example` that nobody trusts by default, and its key; made once per run. */
let pair: { readonly cert: string; readonly key: string } | undefined;

/** The certificate of every file host, in PEM. */
export function fileHostCertificate(): { readonly cert: string; readonly key: string } {
  if (pair !== undefined) return pair;
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-certificate-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = 'subjectAltName=DNS:*.stems.example';
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-subj', '/CN=stems.example', '-addext', names, '-days', '2'],
      ...['-keyout', key, '-out', cert],
    ],
    { stdio: 'pipe' },
  );
  pair = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true, force: true });
  return pair;
}

/** A host that gives out files over https, on this computer. */
export interface FileHost {
  /** `https://cdn.stems.example:PORT`; the name has to be led here. */
  readonly origin: string;
  readonly port: number;
  /** Headers of every request that came. */
  readonly requests: IncomingHttpHeaders[];
  /** Connections that were opened, whether or not anything was asked. */
  connections: number;
}

/** Starts one; it ends with the test. */
export async function startFileHost(
  test: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FileHost> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer(fileHostCertificate(), (request, response) => {
    requests.push(request.headers);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const host = { origin: `https://cdn.stems.example:${port}`, port, requests, connections: 0 };
  server.on('connection', () => (host.connections += 1));
  return host;
}
