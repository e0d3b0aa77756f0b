type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of a header; the first, if it was sent several times. */
export function singleHeader(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

/** How many bytes the body is said to have; 0 if nothing is said. */
export function declaredBytes(headers: Headers): number {
  const declared = Number(singleHeader(headers['content-length']));
  return Number.isFinite(declared) ? declared : 0;
}

/**
 * The high-water mark for a body of at most `maxBytes`: so high that undici never pauses its parser.
 * When a server closes the connection while the parser is paused, undici 7 fails an assertion outside
 * of every promise, which nobody can catch.
 */
export function roomFor(maxBytes: number): number {
  return maxBytes + 1;
}
