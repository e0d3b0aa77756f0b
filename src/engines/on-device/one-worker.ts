import { assertNever, CancelledError } from '../../errors.ts';
import { ChildSlot } from './child-slot.ts';
import type { PlainError } from './messages.ts';
import { fromPlainError, toPlainError } from './plain-error.ts';
import { quietWorker } from './threads.ts';

/** From a worker that does one piece of work alone. */
export type WorkMessage<Result> =
  | { readonly kind: 'progress'; readonly fraction: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** What the worker gets. */
export type InOneWorker<Job extends object> = Job & {
  /** Of the `ChildSlot` for its process. */
  readonly childMemory: SharedArrayBuffer;
};

/**
 * Has a worker do one piece of work. However it ends, neither the worker nor a process of its own is left.
 * @param job what it is started with, as an `InOneWorker`
 * @throws {StemstaveError} what the work failed with; `CancelledError` when aborted
 */
export async function inOneWorker<Result>(
  workerPath: string,
  job: object,
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Result> {
  if (signal.aborted) throw new CancelledError();
  const child = new ChildSlot();
  const workerData: InOneWorker<object> = { ...job, childMemory: child.memory };
  const worker = quietWorker(workerPath, { workerData });
  let stopListening = (): void => undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      const cancel = (): void => {
        reject(new CancelledError());
      };
      signal.addEventListener('abort', cancel, { once: true });
      stopListening = () => {
        signal.removeEventListener('abort', cancel);
      };
      worker.on('message', (message: WorkMessage<Result>) => {
        switch (message.kind) {
          case 'progress':
            onFraction(message.fraction);
            return;
          case 'done':
            resolve(message.result);
            return;
          case 'failed':
            reject(fromPlainError(message.error));
            return;
          default:
            assertNever(message);
        }
      });
      worker.on('error', (error) => {
        reject(fromPlainError(toPlainError(error)));
      });
      worker.on('exit', (code) => {
        // After the end of the work this rejects a settled promise, which does nothing.
        reject(fromPlainError(toPlainError(new Error(`The thread ended with ${code}.`))));
      });
    });
  } finally {
    stopListening();
    await child.close();
    await worker.terminate();
  }
}
