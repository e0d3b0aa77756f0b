/** First so many are logged one by one. */
const ONE_BY_ONE = 10;

/** Words for the log about refused messages: a flood of them must not become a flood of lines. */
export class Refusals {
  #count = 0;

  /**
   * Counts a refused message.
   * @param reason of `parseWith`
   * @returns what to log: each of the first ten, then at every doubling; otherwise nothing
   */
  note(reason: string): string | undefined {
    this.#count += 1;
    if (this.#count <= ONE_BY_ONE) return reason;
    const isPowerOfTwo = (this.#count & (this.#count - 1)) === 0;
    return isPowerOfTwo ? `${reason} (number ${this.#count})` : undefined;
  }
}
