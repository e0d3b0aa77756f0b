import type { EngineProgress } from '../engines/engine.ts';

/** Shows progress on stderr: one line rewritten in place on a terminal, few lines in a log. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  #lastText = '';
  #lastMessage = '';

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  update({ fraction, message, notesSoFar }: EngineProgress): void {
    if (!this.#stream.isTTY) {
      if (message !== this.#lastMessage) this.#stream.write(`${message}\n`);
      this.#lastMessage = message;
      return;
    }
    const percent = fraction === undefined ? '' : ` ${Math.floor(fraction * 100)} %`;
    const notes = notesSoFar === undefined ? '' : `, ${notesSoFar} notes so far`;
    const text = `${message}${percent}${notes}`;
    if (text === this.#lastText) return;
    this.#stream.write(`\r\u001b[K${text}`);
    this.#lastText = text;
  }

  /** Clears the line, so that what follows starts on a clean one. */
  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
