import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { StemstaveError } from '../../../errors.ts';
import type { Transcription } from '../../../transcription/model.ts';
import type { AudioFile, EngineProgress } from '../../engine.ts';
import { checkFile } from '../audio/check-file.ts';
import { nameWhole } from '../../name-whole.ts';
import { inOneWorker } from '../one-worker.ts';
import type { SeparationJob, SeparationModel, WrittenStem } from './messages.ts';
import { stemNotes } from './stem-notes.ts';

export interface SeparationOptions {
  /** The bundled worker. */
  readonly workerPath: string;
  /** The ffmpeg for M4A and AAC; without it, the one in PATH. */
  readonly ffmpegPath?: string;
  /** A larger model to separate with; without it, drums and bass are found by our own small net. */
  readonly model?: SeparationModel;
}

export interface SeparationRequest {
  readonly recording: AudioFile;
  /** What was found in the recording: it says where drums and bass are. */
  readonly transcription: Transcription;
  /** Absolute path; made if it is not there. */
  readonly folder: string;
  /** Stems of an earlier separation may go. Without it, new ones get numbers behind their names. */
  readonly mayReplace: boolean;
}

const ENDING = 'wav';

/** Whether a separation into this folder finds stems of its kind there. */
export async function hasStems(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.some((name) => name.toLowerCase().endsWith(`.${ENDING}`));
}

/**
 * Writes the drums, the bass and the rest of a recording into files of their own, to listen to; they add up to the
 * recording. Of drums or bass that the transcription does not have there is no file. With a model of the user's, its
 * stems. WAV, 16 bits, at the rate of the recording or of the model; more than two channels become two.
 * @returns absolute paths of the files, whole or not there at all
 * @throws {StemstaveError} `nothing-to-separate`, `write-failed`, and what decoding throws
 * @throws {CancelledError} when `signal` aborts
 */
export async function separateStems(
  { recording, transcription, folder, mayReplace }: SeparationRequest,
  { workerPath, ffmpegPath, model }: SeparationOptions,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const notes = stemNotes(transcription);
  const isHopeless = notes.strokes.length === 0 && notes.bass.length === 0;
  if (model === undefined && isHopeless) throw nothingToSeparate();
  await checkFile(recording.path);
  const made = await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(folder, cause);
  });
  const prefix = `.${randomUUID()}-`;
  const job: SeparationJob = {
    path: recording.path,
    ffmpegProgram: ffmpegPath ?? 'ffmpeg',
    how: model === undefined ? { notes } : { model },
    outPrefix: join(folder, prefix),
  };
  const onFraction = (fraction: number): void => {
    onProgress({ fraction, message: 'Separating the stems' });
  };
  try {
    const stems = await inOneWorker<readonly WrittenStem[]>(workerPath, job, onFraction, signal);
    const paths: string[] = [];
    for (const stem of stems) paths.push(await named(stem, folder, mayReplace));
    return paths;
  } finally {
    await removeParts(folder, prefix, made !== undefined);
  }
}

async function named(
  { name, path }: WrittenStem,
  folder: string,
  mayReplace: boolean,
): Promise<string> {
  const target = join(folder, `${name}.${ENDING}`);
  try {
    if (!mayReplace) return await nameWhole(path, folder, name, ENDING);
    await rename(path, target);
    return target;
  } catch (cause) {
    throw writeFailed(basename(target), cause);
  }
}

/** What is left of a separation that did not come to its end. */
async function removeParts(folder: string, prefix: string, isOurs: boolean): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const parts = names.filter((name) => name.startsWith(prefix));
  for (const name of parts) await rm(join(folder, name), { force: true });
  if (isOurs && parts.length === names.length) await rmdir(folder).catch(() => undefined);
}

function nothingToSeparate(): StemstaveError {
  return new StemstaveError(
    'nothing-to-separate',
    'Neither drums nor a bass were found in this recording, so there is nothing to take apart.',
  );
}

function writeFailed(what: string, cause: unknown): StemstaveError {
  return new StemstaveError(
    'write-failed',
    `${what} cannot be written. Please check the folder and the space on the disk.`,
    { cause },
  );
}
