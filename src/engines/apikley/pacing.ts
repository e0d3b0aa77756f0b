import { createHash } from 'node:crypto';
import type { Pacer } from '../../jobs/pacer.ts';
import type { Transport } from './http/transport.ts';

/** What all requests to one service have in common when its rate limits are counted; holds no key. */
export function accountOf(baseUrl: URL): string {
  return createHash('sha256').update(baseUrl.origin).digest('hex').slice(0, 16);
}

/**
 * A transport on which every look at the service waits for its turn. What makes tasks takes its turn
 * before it is written down, and so is not held up here; uploads are not limited.
 */
export function pacedTransport(transport: Transport, pacer: Pacer, account: string): Transport {
  return {
    send: (request, signal) =>
      request.method === 'GET'
        ? pacer.inTurn(account, 'look', signal, () => transport.send(request, signal))
        : transport.send(request, signal),
  };
}
