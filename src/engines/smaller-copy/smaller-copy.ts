import { rename, rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { assertNever, CancelledError } from '../../errors.ts';
import { MODEL_RATE } from '../on-device/audio/resample.ts';
import { fromPlainError, toPlainError } from '../on-device/plain-error.ts';
import type { CopyJob, CopyMessage } from './messages.ts';
import { wavBytes } from './wav-writer.ts';

/** Sample rate of a smaller copy, Hz. */
export const COPY_RATE = MODEL_RATE;

export interface CopyOptions {
  /** The bundled worker. */
  readonly workerPath: string;
  /** For what only ffmpeg reads. */
  readonly ffmpegProgram: string;
}

/** Size of a smaller copy, in bytes. */
export function copyBytes(durationSec: number): number {
  return wavBytes(durationSec, COPY_RATE);
}

/**
 * Measures a recording by decoding it.
 * @returns seconds
 * @throws {StemstaveError} if it cannot be decoded here
 */
export function measureRecording(
  path: string,
  options: CopyOptions,
  signal: AbortSignal,
): Promise<number> {
  return inWorker({ path, outPath: undefined, ...options }, () => undefined, signal);
}

/**
 * Writes a smaller copy of a recording: WAV, mono, 16 bits at 22.05 kHz.
 * @param outPath is there whole, or not at all
 * @throws {StemstaveError} if the recording cannot be decoded here
 */
export async function writeSmallerCopy(
  path: string,
  outPath: string,
  options: CopyOptions,
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const partPath = `${outPath}.part`;
  try {
    await inWorker({ path, outPath: partPath, ...options }, onFraction, signal);
    await rename(partPath, outPath);
  } finally {
    await rm(partPath, { force: true });
  }
}

async function inWorker(
  { workerPath, ...job }: CopyJob & Pick<CopyOptions, 'workerPath'>,
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<number> {
  if (signal.aborted) throw new CancelledError();
  const worker = new Worker(workerPath, { workerData: job, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  let pid: number | undefined;
  let stopListening = (): void => undefined;
  try {
    return await new Promise<number>((resolve, reject) => {
      const cancel = (): void => {
        reject(new CancelledError());
      };
      signal.addEventListener('abort', cancel, { once: true });
      stopListening = () => {
        signal.removeEventListener('abort', cancel);
      };
      worker.on('message', (message: CopyMessage) => {
        switch (message.kind) {
          case 'progress':
            onFraction(message.fraction);
            return;
          case 'process':
            pid = message.pid;
            return;
          case 'done':
            resolve(message.durationSec);
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
    await worker.terminate();
    if (pid !== undefined) endProcess(pid);
  }
}

/** A thread that is terminated cannot end the process it started. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
