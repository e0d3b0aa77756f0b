import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CancelledError, StemstaveError } from '../../errors.ts';
import type { CopyShelf } from '../../jobs/copies.ts';
import { fingerprintOf, type Fingerprint } from '../../jobs/file-hash.ts';
import { isThere } from '../../jobs/is-there.ts';
import { isSent, jobForRecording, type Job } from '../../jobs/job.ts';
import { megabytes, type Confirm } from '../apikley/consent.ts';
import type { AudioSource } from '../apikley/engine-types.ts';
import { MAX_RECORDING_BYTES } from '../apikley/recording.ts';
import type { EngineProgress } from '../engine.ts';
import { copyBytes, measureRecording, writeSmallerCopy, type CopyOptions } from './smaller-copy.ts';

/** The longest recording the service says it takes. */
const MAX_MINUTES = 8;
/** At 8 kbit/s, the least that anything is recorded with, this lasts as long: no need to measure. */
const SURELY_SHORT_BYTES = MAX_MINUTES * 60 * 1000;

export interface FitOptions {
  readonly copies: CopyShelf;
  readonly maker: CopyOptions;
  readonly confirm: Confirm;
  readonly onProgress: (progress: EngineProgress) => void;
  /** The recording's hash, if somebody has just seen it. */
  readonly known?: Fingerprint | undefined;
  /** All jobs, latest first: a recording that was sent need not be fit for it any more. */
  readonly listJobs: () => Promise<readonly Job[]>;
}

/**
 * Sees to it, before anything is sent, that a recording is no larger and no longer than the service
 * takes: offers to make a smaller copy on this computer, and asks before sending a longer one.
 * @param path absolute
 * @throws {CancelledError} if the user wants neither
 * @throws {StemstaveError} `recording-too-large` if even a copy would be
 */
export async function fitRecording(
  path: string,
  options: FitOptions,
  signal: AbortSignal,
): Promise<AudioSource> {
  const { maker, confirm, onProgress } = options;
  const info = await stat(path).catch(() => undefined);
  // What is no file, or none that can be read, the engine has a sentence for.
  if (info?.isFile() !== true || info.size <= SURELY_SHORT_BYTES) {
    return { path, known: options.known };
  }
  const known = options.known ?? (await fingerprintOf(path, signal));
  const asItIs = { path, known };
  const earlier = jobForRecording(await options.listJobs(), known.sha256);
  if (earlier !== undefined && isSent(earlier)) return asItIs;
  onProgress({ fraction: 0, message: 'Measuring the recording' });
  const durationSec = await measureRecording(path, maker, signal).catch((error: unknown) => {
    if (error instanceof CancelledError) throw error;
    // The service may read what cannot be read here.
    return undefined;
  });
  const fileName = basename(path);
  if (durationSec !== undefined && durationSec > MAX_MINUTES * 60) {
    const question = { kind: 'send-long', fileName, durationSec, maxMinutes: MAX_MINUTES } as const;
    if (!(await confirm(question, undefined))) throw new CancelledError();
  }
  if (info.size <= MAX_RECORDING_BYTES || durationSec === undefined) return asItIs;
  const sizes = { sizeBytes: info.size, copyBytes: copyBytes(durationSec) };
  return { ...asItIs, copyPath: await smallerCopy(asItIs, sizes, options, signal) };
}

async function smallerCopy(
  { path, known }: { readonly path: string; readonly known: Fingerprint },
  sizes: { readonly sizeBytes: number; readonly copyBytes: number },
  { copies, maker, confirm, onProgress }: FitOptions,
  signal: AbortSignal,
): Promise<string> {
  const fileName = basename(path);
  if (sizes.copyBytes > MAX_RECORDING_BYTES) {
    const [has, takes, copy] = [sizes.sizeBytes, MAX_RECORDING_BYTES, sizes.copyBytes].map(
      megabytes,
    );
    throw new StemstaveError(
      'recording-too-large',
      `“${fileName}” has ${has}; Apikley takes up to ${takes}, and even a smaller copy would have ${copy}. Cut it into shorter pieces, or transcribe it on this computer.`,
      { action: 'choose-engine' },
    );
  }
  const copyPath = copies.pathFor(known.sha256, path);
  // It gets its name only once it is whole; and it was agreed to when it was made.
  if (!(await isThere(copyPath))) {
    const question = {
      kind: 'smaller-copy',
      fileName,
      maxBytes: MAX_RECORDING_BYTES,
      ...sizes,
    } as const;
    if (!(await confirm(question, undefined))) throw new CancelledError();
    await mkdir(dirname(copyPath), { recursive: true, mode: 0o700 });
    const onFraction = (fraction: number): void => {
      onProgress({ fraction: fraction * 0.1, message: 'Making a smaller copy' });
    };
    await writeSmallerCopy(path, copyPath, maker, onFraction, signal);
  }
  return copyPath;
}
