import { rename, rm } from 'node:fs/promises';
import { MODEL_RATE } from '../on-device/audio/resample.ts';
import { wavBytes } from '../on-device/audio/wav-writer.ts';
import { inOneWorker } from '../on-device/one-worker.ts';
import type { CopyJob } from './messages.ts';

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
  return copy(path, undefined, options, () => undefined, signal);
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
    await copy(path, partPath, options, onFraction, signal);
    await rename(partPath, outPath);
  } finally {
    await rm(partPath, { force: true });
  }
}

/** @returns length of the recording, seconds */
function copy(
  path: string,
  outPath: string | undefined,
  { workerPath, ffmpegProgram }: CopyOptions,
  onFraction: (fraction: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const job: CopyJob = { path, ffmpegProgram, outPath };
  return inOneWorker<number>(workerPath, job, onFraction, signal);
}
