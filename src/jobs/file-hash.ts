import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CancelledError, StemstaveError } from '../errors.ts';

/** A file's bytes, and by what to tell that they are still the same. */
export interface Fingerprint {
  /** Hex. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** When it was last written to, ms since 1970. */
  readonly mtimeMs: number;
}

/**
 * SHA-256 of a file, hex: what a recording is recognised by, whatever it is called.
 * @throws {StemstaveError} `file-unreadable`, `CancelledError`
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal });
  } catch (cause) {
    if (signal?.aborted === true) throw new CancelledError();
    throw new StemstaveError('file-unreadable', `${path} cannot be read.`, { cause });
  }
  return hash.digest('hex');
}

/**
 * The hash of a file, to be handed on to whoever needs it next.
 * @param known as somebody has just seen it: then it is not read again, if it is still the same file
 * @throws {StemstaveError} `file-unreadable`, `CancelledError`
 */
export async function fingerprintOf(
  path: string,
  signal?: AbortSignal,
  known?: Fingerprint,
): Promise<Fingerprint> {
  // Looked at first: what is written while it is read makes it another file.
  const { size, mtimeMs } = await stat(path).catch((cause: unknown) => {
    throw new StemstaveError('file-unreadable', `${path} cannot be read.`, { cause });
  });
  const sha256 = hashIfSame(known, { size, mtimeMs }) ?? (await sha256OfFile(path, signal));
  return { sha256, sizeBytes: size, mtimeMs };
}

/** The hash that is known of a file, if that is still the file it was. */
export function hashIfSame(
  known: Fingerprint | undefined,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
): string | undefined {
  return known?.sizeBytes === size && known.mtimeMs === mtimeMs ? known.sha256 : undefined;
}
