import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { MAX_RECORDING_BYTES } from '../engines/apikley/recording.ts';
import type { CopyOptions } from '../engines/smaller-copy/smaller-copy.ts';
import { CancelledError, StemstaveError } from '../errors.ts';
import { sha256OfFile } from '../jobs/file-hash.ts';
import type { HostServices } from './services.ts';
import { readSettings } from './settings.ts';
import type { Telling } from './transcriber.ts';

/** The longest recording the service says it takes. */
const MAX_MINUTES = 8;
/** At 8 kbit/s, the least that anything is recorded with, this lasts as long: no need to measure. */
const SURELY_SHORT_BYTES = MAX_MINUTES * 60 * 1000;

/**
 * Sees to it, before anything is sent, that a recording is no larger and no longer than the service
 * takes: offers to make a smaller copy on this computer, and asks before sending a longer one.
 * @returns the path of what is to be sent
 * @throws {CancelledError} if the user wants neither
 */
export async function fitRecording(
  services: HostServices,
  recording: vscode.Uri,
  { onProgress }: Telling,
  signal: AbortSignal,
): Promise<string> {
  const path = recording.fsPath;
  const info = await stat(path).catch(() => undefined);
  // What is no file, or none that can be read, the engine has a sentence for.
  if (info?.isFile() !== true || info.size <= SURELY_SHORT_BYTES) return path;
  const { measureRecording } = await import('./service.ts');
  const options = copyOptions(services, recording);
  onProgress({ fraction: 0, message: vscode.l10n.t('Measuring the recording') });
  const durationSec = await measureRecording(path, options, signal).catch((error: unknown) => {
    if (error instanceof CancelledError) throw error;
    // The service may read what cannot be read here.
    return undefined;
  });
  const isLong = durationSec !== undefined && durationSec > MAX_MINUTES * 60;
  if (isLong) await askToSendLong(basename(path), durationSec);
  if (info.size <= MAX_RECORDING_BYTES || durationSec === undefined) return path;
  return smallerCopy(
    services,
    recording,
    { sizeBytes: info.size, durationSec },
    onProgress,
    signal,
  );
}

async function askToSendLong(name: string, durationSec: number): Promise<void> {
  const send = vscode.l10n.t('Send Anyway');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” is {1} long. Send it anyway?', name, clock(durationSec)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Apikley takes recordings of up to {0} minutes; of a longer one, it may refuse to make anything, or use only the beginning. On this computer, it can be transcribed whole.',
        MAX_MINUTES,
      ),
    },
    send,
  );
  if (chosen !== send) throw new CancelledError();
}

async function smallerCopy(
  services: HostServices,
  recording: vscode.Uri,
  { sizeBytes, durationSec }: { readonly sizeBytes: number; readonly durationSec: number },
  onProgress: Telling['onProgress'],
  signal: AbortSignal,
): Promise<string> {
  const { copyBytes, writeSmallerCopy } = await import('./service.ts');
  const path = recording.fsPath;
  const name = basename(path);
  const size = copyBytes(durationSec);
  if (size > MAX_RECORDING_BYTES) {
    throw new StemstaveError(
      'recording-too-large',
      vscode.l10n.t(
        '“{0}” has {1}; Apikley takes up to {2}, and even a smaller copy would have {3}. Cut it into shorter pieces, or transcribe it on this computer.',
        ...[name, megabytes(sizeBytes), megabytes(MAX_RECORDING_BYTES), megabytes(size)],
      ),
      { action: 'choose-engine' },
    );
  }
  const sha256 = await sha256OfFile(path, signal);
  const folder = join(services.context.globalStorageUri.fsPath, 'copies', sha256.slice(0, 16));
  const copy = join(folder, `${basename(name, extname(name))}.wav`);
  // It gets its name only once it is whole; and it was agreed to when it was made.
  const isThere = await stat(copy).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await askToShrink(name, sizeBytes, size);
    await mkdir(dirname(copy), { recursive: true, mode: 0o700 });
    const options = copyOptions(services, recording);
    const onFraction = (fraction: number): void => {
      const message = vscode.l10n.t('Making a smaller copy');
      onProgress({ fraction: fraction * 0.1, message });
    };
    await writeSmallerCopy(path, copy, options, onFraction, signal);
  }
  await services.library.rememberOriginal(copy, recording);
  return copy;
}

async function askToShrink(name: string, sizeBytes: number, copySize: number): Promise<void> {
  const make = vscode.l10n.t('Make Smaller Copy');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('“{0}” is too large for Apikley. Send a smaller copy?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It has {0}, and Apikley takes up to {1}. A copy of {2} can be made on this computer: mono, without what is above 10 kHz. Your recording stays as it is.',
        ...[megabytes(sizeBytes), megabytes(MAX_RECORDING_BYTES), megabytes(copySize)],
      ),
    },
    make,
  );
  if (chosen !== make) throw new CancelledError();
}

function copyOptions({ context }: HostServices, recording: vscode.Uri): CopyOptions {
  return {
    workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'copy-worker.js').fsPath,
    ffmpegProgram: readSettings(recording).ffmpegPath ?? 'ffmpeg',
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
