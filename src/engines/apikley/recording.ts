import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { CancelledError, StemstaveError } from '../../errors.ts';
import { throwIfCancelled } from '../../jobs/clock.ts';
import { fingerprintOf, hashIfSame, type Fingerprint } from '../../jobs/file-hash.ts';
import type { JobSource } from '../../jobs/job.ts';
import type { AudioSource } from './engine-types.ts';

/** What the service separates at most. */
export const MAX_RECORDING_BYTES = 20 * 1024 * 1024;

const HEAD_BYTES = 64;
const CHUNK_BYTES = 1024 * 1024;

/** A recording that was looked at and may be sent. */
export interface Recording {
  /** File name without its folder; stays on this computer. */
  readonly name: string;
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
  readonly format: AudioFormat;
}

/** What the bytes are, whatever the name says. */
export interface AudioFormat {
  readonly extension: 'wav' | 'mp3' | 'flac' | 'ogg' | 'm4a' | 'aac';
  readonly mimeType: string;
}

/** A recording that is open for reading; whoever gets it closes its handle. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly recording: Recording;
}

/**
 * Opens a recording and looks at it.
 * @param known its hash as somebody has just seen it
 * @throws {StemstaveError} what `examine` throws
 */
export async function openExamined(
  path: string,
  signal: AbortSignal,
  known?: Fingerprint,
): Promise<OpenFile> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(basename(path), error);
  });
  try {
    return { handle, recording: await examine(handle, path, signal, known) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A recording, or the smaller copy of it that is sent instead; and what a job says of it. */
export interface OpenSource {
  /** Open; or why it cannot be sent, which matters only if it has to be. */
  readonly file: OpenFile | StemstaveError;
  readonly source: JobSource;
}

/**
 * Opens what is to be sent of a recording.
 * @throws {StemstaveError} what `examine` throws, `file-unreadable`
 */
export async function openSource(
  { path, copyPath, known }: AudioSource,
  signal: AbortSignal,
): Promise<OpenSource> {
  const kind = 'audio';
  const name = basename(path);
  const info = await stat(path).catch(() => undefined);
  if (copyPath === undefined && (info?.size ?? 0) <= MAX_RECORDING_BYTES) {
    const file = await openExamined(path, signal, known);
    const { sha256, sizeBytes } = file.recording;
    return { file, source: { kind, name, sha256, sizeBytes, path } };
  }
  const { sha256, sizeBytes } = await fingerprintOf(path, signal, known);
  const source = { kind, name, sha256, sizeBytes, path } as const;
  if (copyPath === undefined) return { file: tooLarge(name, sizeBytes), source };
  const file = await openExamined(copyPath, signal);
  const { recording } = file;
  const copy = { sha256: recording.sha256, sizeBytes: recording.sizeBytes, path: copyPath };
  return { file: { ...file, recording: { ...recording, name } }, source: { ...source, copy } };
}

/** Opens what a job taken up again sends; `undefined` if it is gone or another file by now. */
export async function reopen(
  source: JobSource,
  signal: AbortSignal,
): Promise<OpenFile | undefined> {
  if (source.kind !== 'audio') return undefined;
  const { path, sha256 } = source.copy ?? source;
  if (path === undefined) return undefined;
  try {
    const file = await openExamined(path, signal);
    if (file.recording.sha256 === sha256) return file;
    await file.handle.close();
  } catch (error) {
    if (error instanceof CancelledError) throw error;
  }
  return undefined;
}

function tooLarge(name: string, sizeBytes: number): StemstaveError {
  return new StemstaveError(
    'recording-too-large',
    `“${name}” has ${(sizeBytes / 1024 / 1024).toFixed(0)} MB; Apikley takes up to ${MAX_RECORDING_BYTES / 1024 / 1024} MB. Save it as MP3 first, or transcribe it on this computer.`,
    { action: 'choose-engine' },
  );
}

function unreadable(name: string, cause?: unknown): StemstaveError {
  return new StemstaveError('recording-unreadable', `“${name}” cannot be read.`, { cause });
}

/**
 * Looks at a recording's size, kind and bytes before anything is sent.
 * @throws {StemstaveError} `recording-unreadable`, `recording-empty`, `recording-too-large`, `recording-format`
 */
async function examine(
  handle: FileHandle,
  path: string,
  signal: AbortSignal,
  known: Fingerprint | undefined,
): Promise<Recording> {
  const name = basename(path);
  const info = await handle.stat();
  if (!info.isFile()) throw unreadable(name);
  const { size: sizeBytes } = info;
  if (sizeBytes === 0) throw new StemstaveError('recording-empty', `“${name}” is empty.`);
  if (sizeBytes > MAX_RECORDING_BYTES) {
    throw tooLarge(name, sizeBytes);
  }
  const head = Buffer.alloc(Math.min(HEAD_BYTES, sizeBytes));
  await handle.read(head, 0, head.byteLength, 0);
  const format = audioFormatOf(head);
  if (format === undefined) {
    throw new StemstaveError(
      'recording-format',
      `“${name}” is no recording that Apikley reads: WAV, MP3, FLAC, Ogg, M4A or AAC.`,
    );
  }
  const sha256 = hashIfSame(known, info) ?? (await sha256Of(handle, sizeBytes, signal));
  return { name, sizeBytes, sha256, format };
}

/** Tells a recording's kind by its first bytes. */
export function audioFormatOf(head: Uint8Array): AudioFormat | undefined {
  const ascii = (from: number, to: number): string =>
    String.fromCharCode(...head.subarray(from, to));
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WAVE') {
    return { extension: 'wav', mimeType: 'audio/wav' };
  }
  if (ascii(0, 4) === 'fLaC') return { extension: 'flac', mimeType: 'audio/flac' };
  if (ascii(0, 4) === 'OggS') return { extension: 'ogg', mimeType: 'audio/ogg' };
  if (ascii(4, 8) === 'ftyp') return { extension: 'm4a', mimeType: 'audio/mp4' };
  if (ascii(0, 3) === 'ID3') return { extension: 'mp3', mimeType: 'audio/mpeg' };
  const [first = 0, second = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  // Both begin with eleven set bits; the layer is 0 in AAC's header only.
  return (second & 0x06) === 0
    ? { extension: 'aac', mimeType: 'audio/aac' }
    : { extension: 'mp3', mimeType: 'audio/mpeg' };
}

async function sha256Of(
  handle: FileHandle,
  sizeBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  for (let position = 0; position < sizeBytes;) {
    throwIfCancelled(signal);
    const { bytesRead } = await handle.read(chunk, 0, chunk.byteLength, position);
    if (bytesRead === 0) break;
    hash.update(chunk.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash.digest('hex');
}
