import { Worker } from 'node:worker_threads';
import { CancelledError, StemstaveError } from '../errors.ts';
import type { PrintMessage, PrintRequest } from './requests.ts';

/** Where the printing thread and its fonts are. */
export interface PrintParts {
  readonly workerPath: string;
  readonly fontsFolder: string;
}

/**
 * Prints a score in a thread of its own; the engraver is loaded there, and only then.
 * @param progress told the share of the work done, 0–1
 * @returns the files: one for a PDF, one for each page of SVG
 * @throws {StemstaveError} `print-failed`
 * @throws {CancelledError} when `signal` aborts
 */
export async function printInThread(
  parts: PrintParts,
  wanted: Omit<PrintRequest, 'fontsFolder'>,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<readonly Uint8Array[]> {
  if (signal.aborted) throw new CancelledError();
  const worker = new Worker(parts.workerPath);
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new CancelledError());
      });
      worker.on('error', (cause) => {
        reject(printFailed(cause));
      });
      worker.on('message', (message: PrintMessage) => {
        if (message.kind === 'progress') progress(message.share);
        else if (message.kind === 'done') resolve(message.files);
        else reject(printFailed(message.detail));
      });
      const request: PrintRequest = { ...wanted, fontsFolder: parts.fontsFolder };
      worker.postMessage(request);
    });
  } finally {
    await worker.terminate();
  }
}

function printFailed(cause: unknown): StemstaveError {
  return new StemstaveError('print-failed', 'This score could not be laid out on paper.', {
    cause,
  });
}
