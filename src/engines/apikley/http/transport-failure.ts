import { TransportError, type TransportFailure } from './transport.ts';

/** Failures while connecting: the request itself was never sent. */
const BEFORE_SENDING: Readonly<Record<string, TransportFailure>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-not-found',
  EAI_FAIL: 'name-not-found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  UND_ERR_CONNECT_TIMEOUT: 'refused',
  UND_ERR_PRX_TLS: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  CERT_REVOKED: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'certificate',
};

const TIMEOUTS: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

/** Sorts what undici and Node throw. What is not known for certain counts as sent. */
export function transportErrorOf(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const code = errorCode(error);
  const before = code === undefined ? undefined : BEFORE_SENDING[code];
  if (before !== undefined) return new TransportError(before, isMidway(error), error);
  if (error instanceof Error && error.message.startsWith('Proxy response')) {
    return new TransportError('proxy', false, error);
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return new TransportError('too-large', true, error);
  if (code !== undefined && TIMEOUTS.has(code)) return new TransportError('timeout', true, error);
  return new TransportError('cut-off', true, error);
}

/**
 * Whether an error of the system came from a connection that stood already: a router on the way can say
 * "unreachable" long after the request has left (RFC 1122, section 4.2.3.9).
 */
function isMidway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isMidway);
  if (!(error instanceof Error) || !('syscall' in error)) return false;
  return error.syscall === 'read' || error.syscall === 'write' || error.syscall === 'writev';
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node tries several addresses of one name and gathers what went wrong with each.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}
