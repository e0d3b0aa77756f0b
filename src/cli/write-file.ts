import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { StemstaveError } from '../errors.ts';
import { isThere } from '../jobs/is-there.ts';

/**
 * Refuses to go on where a file is already there and may not be replaced.
 * @throws {StemstaveError} `file-exists`
 */
export async function checkFree(path: string, force: boolean): Promise<void> {
  if (!force && (await isThere(path))) {
    throw new StemstaveError(
      'file-exists',
      `${path} already exists. Use --force to replace it, or --out to write elsewhere.`,
    );
  }
}

/**
 * Writes the whole file or nothing: to a temporary name beside it, then renamed.
 * @throws {StemstaveError} `write-failed`
 */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, data);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new StemstaveError(
      'write-failed',
      `${path} cannot be written. Choose a folder of yours with --out.`,
      { cause },
    );
  }
}
