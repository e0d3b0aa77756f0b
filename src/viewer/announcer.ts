/** Speaks through a live region of the page. */
export class Announcer {
  readonly #region: HTMLElement;

  constructor(region: HTMLElement) {
    this.#region = region;
  }

  say(words: string): void {
    // The same words twice are a change only if something is different; a blank at the end is not heard.
    this.#region.textContent = this.#region.textContent === words ? `${words}\u00a0` : words;
  }
}
