/** How to get out to the network. */
export interface NetworkOptions {
  /** Address of the proxy, `http://` or `https://`; `undefined` for none. */
  readonly proxyUrl?: string | undefined;
  /** Value of the Proxy-Authorization header, instead of a name and password in the address. */
  readonly proxyAuthorization?: string | undefined;
  /** Hosts reached without the proxy, `*.example.org` and `host:port` included. */
  readonly bypassHosts?: readonly string[] | undefined;
  /** False accepts any certificate, as VS Code's `http.proxyStrictSSL` asks for. */
  readonly strictTls?: boolean | undefined;
  /** Trust the operating system's certificate authorities, too, where this Node can read them. */
  readonly systemCertificates?: boolean | undefined;
  /** More certificate authorities to trust, each in PEM. */
  readonly extraCertificates?: readonly string[] | undefined;
}

/** This computer is never behind a proxy. */
export const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * The proxy a program started with these environment variables is meant to use: `HTTPS_PROXY`,
 * `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in either case.
 */
export function proxyFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): NetworkOptions {
  const read = (name: string): string | undefined => {
    const value = environment[name.toLowerCase()] ?? environment[name];
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  return {
    proxyUrl: read('HTTPS_PROXY') ?? read('ALL_PROXY') ?? read('HTTP_PROXY'),
    bypassHosts: (read('NO_PROXY') ?? '').split(/[\s,]+/).filter((host) => host !== ''),
  };
}
