import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { request } from 'node:http';
import { fileHostCertificate } from '../../contract/stand-in/file-host.ts';

/** A proxy of the kind that offices have, and the one host it leads to. */
export interface CountingProxy {
  readonly url: string;
  /** A name that nothing but the proxy knows, over https with a certificate that nobody trusts. */
  readonly hostUrl: string;
  /** What tunnels were asked for: `name:port`. */
  readonly tunnels: readonly string[];
  close(): Promise<void>;
}

const HOST = 'api.stems.example';

/**
 * Starts one.
 * @param target http address that the host gives its requests to
 */
export async function startCountingProxy(target: string): Promise<CountingProxy> {
  const tunnels: string[] = [];
  const host = createSecureServer(fileHostCertificate(), (message, response) => {
    const { method, headers, url = '/' } = message;
    const onward = request(new URL(url, target), { method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    message.pipe(onward);
  });
  const hostPort = await listen(host);
  const proxy = createServer().on('connect', (message, socket) => {
    tunnels.push(message.url ?? '');
    const tunnel = connect(hostPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      tunnel.pipe(socket).pipe(tunnel);
    });
    for (const end of [tunnel, socket]) {
      end.on('error', () => {
        tunnel.destroy();
        socket.destroy();
      });
    }
  });
  const proxyPort = await listen(proxy);
  return {
    url: `http://127.0.0.1:${proxyPort}`,
    hostUrl: `https://${HOST}`,
    tunnels,
    close: async () => {
      host.closeAllConnections();
      proxy.closeAllConnections();
      await Promise.all([host, proxy].map((server) => new Promise((end) => server.close(end))));
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
