import * as tls from 'node:tls';

/** Newer Nodes can read the certificates of the operating system; the types are of an older one. */
interface CertificateStore {
  readonly getCACertificates?: (type: 'default' | 'system') => string[];
}

let system: readonly string[] | undefined;

/**
 * The certificate authorities to trust: Node's own with those in `NODE_EXTRA_CA_CERTS`, the operating
 * system's where this is wished for and this Node can read them, and others. `undefined` leaves it to
 * Node.
 */
export function trustedCertificates(
  useSystem: boolean,
  extra: readonly string[],
): string[] | undefined {
  const { getCACertificates } = tls as CertificateStore;
  const own = getCACertificates?.('default') ?? [...tls.rootCertificates];
  if (useSystem && getCACertificates !== undefined) {
    // Reading them takes long on some systems.
    system ??= getCACertificates('system');
    return [...new Set([...own, ...system, ...extra])];
  }
  return extra.length === 0 ? undefined : [...own, ...extra];
}
