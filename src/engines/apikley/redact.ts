import type { ApiKey } from './api-key.ts';

const MAX_SHOWN = 300;

/**
 * Makes a text fit for logs: no key, no bearer token, no password in an address, and of an address
 * only the host, since links to files of the service open for everybody who has them.
 */
export function redact(text: string, key?: ApiKey): string {
  const keyless = key === undefined ? text : key.redactFrom(text);
  return keyless
    .replace(/\b(Bearer|Basic)\s+[^\s"',;]+/gi, '$1 [secret]')
    .replace(
      /("?\b(?:api[-_]?key|authorization|token)\b"?\s*[:=]\s*)"?[^\s"',;&]+"?/gi,
      '$1[secret]',
    )
    .replace(/\b(https?:\/\/)(?:[^\s/"'@]*@)?([^\s/"'?#<>()]+)(?:[/?#][^\s"'<>]*)?/gi, '$1$2/…');
}

/**
 * The service's own words, fit to be shown: one line, redacted, not endless, no control characters;
 * `''` if it said nothing of use.
 */
export function quotable(message: string | undefined, key?: ApiKey): string {
  const line = redact(message ?? '', key).replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const trimmed = line.trim().replace(/[.\s]+$/, '');
  return trimmed.length > MAX_SHOWN ? `${trimmed.slice(0, MAX_SHOWN)}…` : trimmed;
}
