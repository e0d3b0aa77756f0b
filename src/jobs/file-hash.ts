import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { StemstaveError } from '../errors.ts';

/**
 * SHA-256 of a file, hex: what a recording is recognised by, whatever it is called.
 * @throws {StemstaveError} `file-unreadable`
 */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new StemstaveError('file-unreadable', `${path} cannot be read.`, { cause });
  }
  return hash.digest('hex');
}
