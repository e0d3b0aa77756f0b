/** What a person can do about an error; the host turns it into a button, the CLI into a sentence. */
export type ErrorAction =
  'set-key' | 'top-up' | 'retry' | 'check-again' | 'choose-engine' | 'open-settings';

export interface ErrorDetails {
  /** The offer that helps most, if there is one. */
  readonly action?: ErrorAction;
  /** The error underneath; for logs, never for the user. */
  readonly cause?: unknown;
  /** True when a paid request may have been accepted although its answer was lost. */
  readonly mayHaveBeenCharged?: boolean;
}

/**
 * Every error this product raises on purpose: a stable `code` for programs and tests, and a whole
 * sentence in `message` that a musician can act on.
 */
export class StemstaveError extends Error {
  readonly code: string;
  readonly action: ErrorAction | undefined;
  readonly mayHaveBeenCharged: boolean;

  constructor(code: string, sentence: string, details: ErrorDetails = {}) {
    super(sentence, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'StemstaveError';
    this.code = code;
    this.action = details.action;
    this.mayHaveBeenCharged = details.mayHaveBeenCharged ?? false;
  }
}

/** The user cancelled; never shown as a failure. */
export class CancelledError extends StemstaveError {
  constructor() {
    super('cancelled', 'Cancelled.');
    this.name = 'CancelledError';
  }
}

/**
 * Compile-time proof that a switch is exhaustive.
 * @throws {Error} if a value outside the type arrives at run time all the same
 */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
