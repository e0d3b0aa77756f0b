const MAX_SHOWN = 300;

/** Every secret this program has read. Module state, so that no caller can forget to pass it on. */
const secrets = new Set<string>();

/** From now on, this text is taken out of all that is logged or shown, wherever it turns up. */
export function keepSecret(text: string): void {
  const trimmed = text.trim();
  if (trimmed !== '') secrets.add(trimmed);
}

/** Takes out the secrets this program has read, also as they stand in addresses, and nothing else. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of secrets) {
    clean = clean.replaceAll(secret, '[key]').replaceAll(encodeURIComponent(secret), '[key]');
  }
  return clean;
}

/**
 * Makes a text fit for logs: no key, no bearer token, no password in an address, and of an address
 * only the host, since links to files of the service open for everybody who has them.
 */
export function redact(text: string): string {
  return withoutSecrets(text)
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
export function quotable(message: string | undefined): string {
  const line = redact(message ?? '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const trimmed = line.trim().replace(/[.\s]+$/, '');
  return trimmed.length > MAX_SHOWN ? `${trimmed.slice(0, MAX_SHOWN)}…` : trimmed;
}
