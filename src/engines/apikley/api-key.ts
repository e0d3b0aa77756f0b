import { inspect } from 'node:util';
import { StemstaveError } from '../../errors.ts';
import { keepSecret } from './redact.ts';

const MIN_LENGTH = 8;
const MAX_LENGTH = 512;

/**
 * The service's key. It shows itself in one place only, the Authorization header: not in
 * `String(key)`, JSON, `util.inspect` or an error's text.
 */
export class ApiKey {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /**
   * Reads a key as a person pasted it.
   * @throws {StemstaveError} `key-malformed`; the message does not repeat the text
   */
  static parse(text: string): ApiKey {
    const trimmed = text.trim().replace(/^Bearer\s+/i, '');
    if (!/^[\x21-\x7e]+$/.test(trimmed)) {
      throw malformed('An API key is one word of plain letters, digits and signs.');
    }
    if (trimmed.length < MIN_LENGTH || trimmed.length > MAX_LENGTH) {
      throw malformed(`An API key has ${MIN_LENGTH} to ${MAX_LENGTH} characters.`);
    }
    keepSecret(trimmed);
    return new ApiKey(trimmed);
  }

  /** Value of the Authorization header; goes nowhere else. */
  authorization(): string {
    return `Bearer ${this.#text}`;
  }

  /** The end of the key, by which its owner knows it again. */
  hint(): string {
    return `…${this.#text.slice(-4)}`;
  }

  toString(): string {
    return '[key]';
  }

  toJSON(): string {
    return '[key]';
  }

  [inspect.custom](): string {
    return '[key]';
  }
}

function malformed(sentence: string): StemstaveError {
  return new StemstaveError('key-malformed', sentence, { action: 'set-key' });
}
