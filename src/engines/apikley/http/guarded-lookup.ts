import { lookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { TransportError } from './transport.ts';

/** How names become addresses; the computer's own way, unless a test has another. */
export type Resolve = (
  hostname: string,
  options: LookupOptions & { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Which addresses may be connected to. */
export interface AddressGuard {
  readonly isAllowed: (address: string) => boolean;
  readonly resolve?: Resolve | undefined;
}

/**
 * A lookup for sockets that gives only addresses it has looked at: what a name stood for when somebody
 * checked it earlier does not count (DNS rebinding), what the socket connects to does.
 * @param exemptHost the proxy, which may well be in the computer's own network
 */
export function guardedLookup(
  { isAllowed, resolve = lookup }: AddressGuard,
  exemptHost: string | undefined,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const first = addresses[0];
      const isExempt = hostname === exemptHost;
      if (
        first === undefined ||
        (!isExempt && addresses.some(({ address }) => !isAllowed(address)))
      ) {
        callback(new TransportError('private-address', false), '');
        return;
      }
      if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
