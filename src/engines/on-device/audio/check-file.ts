import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { StemstaveError } from '../../../errors.ts';
import { MAX_START_SEC } from '../../../transcription/limits.ts';

/** Larger than an hour of the largest format that makes sense (8 channels, 96 kHz, 32 bits). */
const MAX_BYTES = 12 * 2 ** 30;

/** Longest recording taken: all of one job must fit in memory, and note times have an upper limit. */
export const MAX_DURATION_SEC = MAX_START_SEC;

/**
 * Whether there is a file worth opening.
 * @throws {StemstaveError} `file-not-found`, `not-a-file`, `file-unreadable`, `file-empty`, `audio-too-large`
 */
export async function checkFile(path: string): Promise<void> {
  const info = await stat(path).catch((cause: unknown) => {
    throw fileError(cause);
  });
  if (info.isDirectory()) {
    throw new StemstaveError('not-a-file', 'This is a folder. Please choose one recording in it.');
  }
  // A pipe or a device could block for ever, or never end.
  if (!info.isFile()) {
    throw new StemstaveError('not-a-file', 'This is not a file. Please choose a recording.');
  }
  if (info.size === 0) {
    throw new StemstaveError(
      'file-empty',
      'This file is empty (0 bytes). Please export or download the recording again.',
    );
  }
  if (info.size > MAX_BYTES) {
    throw new StemstaveError(
      'audio-too-large',
      'This file is too large to transcribe. Please cut it into shorter recordings.',
    );
  }
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw fileError(cause);
  });
}

/** What the user is told when the file system says no. */
export function fileError(cause: unknown): StemstaveError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new StemstaveError(
      'file-not-found',
      'This recording is no longer there. It may have been moved, renamed or deleted.',
      { cause },
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new StemstaveError(
      'file-unreadable',
      'You do not have permission to read this recording. Please change its permissions and try again.',
      { cause },
    );
  }
  return new StemstaveError(
    'file-unreadable',
    'This recording could not be read from the disk. Please check the disk and try again.',
    { cause },
  );
}

/** A recording that is longer than one job can hold. */
export function tooLong(): StemstaveError {
  return new StemstaveError(
    'audio-too-long',
    `This recording is longer than ${MAX_DURATION_SEC / 60} minutes. Please cut it into shorter pieces and transcribe each.`,
  );
}
