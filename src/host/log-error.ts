import type * as vscode from 'vscode';
import { redact } from '../engines/apikley/redact.ts';
import { StemstaveError } from '../errors.ts';

const MAX_CAUSES = 5;

/** Writes an error and what is underneath it to the log, with addresses and keys taken out. */
export function logError(error: unknown, log: vscode.LogOutputChannel): void {
  log.error(
    redact(error instanceof StemstaveError ? `${error.code}: ${error.message}` : textOf(error)),
  );
  let cause = causeOf(error);
  for (let depth = 0; cause !== undefined && depth < MAX_CAUSES; depth += 1) {
    log.debug(redact(`because: ${textOf(cause)}`));
    cause = causeOf(cause);
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
