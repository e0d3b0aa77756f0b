/** How to get out to the network. */
export interface ProxyOptions {
  /** Address of the proxy, `http://` or `https://`; `undefined` for none. */
  readonly proxyUrl?: string | undefined;
  /** Hosts reached without the proxy, `*.example.org` and `host:port` included. */
  readonly bypassHosts?: readonly string[] | undefined;
  /** False accepts any certificate, as VS Code's `http.proxyStrictSSL` asks for. */
  readonly strictTls?: boolean | undefined;
}

/** This computer is never behind a proxy. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * The proxy a program started with these environment variables is meant to use: `HTTPS_PROXY`,
 * `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case.
 */
export function proxyFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): ProxyOptions {
  const read = (name: string): string | undefined => {
    const value = environment[name.toLowerCase()] ?? environment[name];
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  return {
    proxyUrl: read('HTTPS_PROXY') ?? read('ALL_PROXY') ?? read('HTTP_PROXY'),
    bypassHosts: (read('NO_PROXY') ?? '').split(/[\s,]+/).filter((host) => host !== ''),
  };
}
