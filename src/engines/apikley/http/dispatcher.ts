import openTunnel from 'undici/lib/api/api-connect.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Dispatcher } from 'undici';
import { StemstaveError } from '../../../errors.ts';
import { trustedCertificates } from './certificates.ts';
import { guardedLookup, type AddressGuard } from './guarded-lookup.ts';
import { LOOPBACK_HOSTS, type NetworkOptions } from './proxy.ts';

const CONNECT_TIMEOUT_MS = 15_000;

/**
 * The way to the network. Every exchange has a connection to itself: on a kept one that the server has
 * just closed, a request looks lost although it was never received.
 * @param guard which addresses may be connected to; all, if absent
 * @throws {StemstaveError} `bad-proxy` if the proxy's address is none
 */
export function createDispatcher(options: NetworkOptions, guard?: AddressGuard): Dispatcher {
  const { proxyUrl, proxyAuthorization, bypassHosts } = options;
  const proxy = proxyUrl === undefined ? undefined : checkedProxy(proxyUrl);
  const ca = trustedCertificates(
    options.systemCertificates ?? false,
    options.extraCertificates ?? [],
  );
  const tls = {
    rejectUnauthorized: options.strictTls ?? true,
    timeout: CONNECT_TIMEOUT_MS,
    ...(ca === undefined ? {} : { ca }),
    ...(guard === undefined ? {} : { lookup: guardedLookup(guard, proxy?.hostname) }),
  };
  return new EnvHttpProxyAgent({
    // undici asks the environment where these are undefined; what to use was decided by the caller.
    httpProxy: proxy?.href ?? '',
    httpsProxy: proxy?.href ?? '',
    noProxy: [...LOOPBACK_HOSTS, ...(bypassHosts ?? [])].join(','),
    ...(proxyAuthorization === undefined ? {} : { token: proxyAuthorization }),
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    // undici's index adds `connect` to all dispatchers, beside the global one that we keep away from.
    clientFactory: (origin, poolOptions) =>
      Object.assign(new Pool(origin, poolOptions), { connect: openTunnel }),
    pipelining: 0,
  });
}

function checkedProxy(text: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new StemstaveError(
      'bad-proxy',
      'The address of the network proxy is not one that begins with http:// or https://; correct it in the settings.',
    );
  }
  return url;
}
