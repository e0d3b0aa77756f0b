/** Between two looks, milliseconds. */
const PAUSE_MS = 50;

/** Rests for a while. Never decides a result: only spaces out the looks of a loop. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Looks again and again until there is something to see.
 * @param what what we are waiting for, for the failure's message
 * @param look returns `undefined` while there is nothing yet; whatever else it returns is the answer
 * @throws {Error} when `timeoutMs` have passed, or whatever `look` throws
 */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
    await pause(PAUSE_MS);
  }
}
