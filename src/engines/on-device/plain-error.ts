import { StemstaveError } from '../../errors.ts';
import type { PlainError } from './messages.ts';

/** What is left of an error when it crosses a thread. */
export function toPlainError(error: unknown): PlainError {
  const details = error instanceof Error ? stackOf(error) : String(error);
  if (error instanceof StemstaveError) {
    return { code: error.code, message: error.message, action: error.action, details };
  }
  return {
    code: 'engine-failed',
    message:
      'The recording could not be transcribed because of a fault in the engine. Please try again; if ' +
      'it happens again, report it with the log.',
    action: 'retry',
    details,
  };
}

/** The error again, on the other side. */
export function fromPlainError({ code, message, action, details }: PlainError): StemstaveError {
  const cause = new Error(details);
  return new StemstaveError(code, message, action === undefined ? { cause } : { cause, action });
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own;
}
