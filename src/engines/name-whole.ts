import { constants, copyFile, link } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives a whole file its name, or the next one that is free ("Drums 2.wav"): nothing is ever replaced,
 * not even what somebody else writes at the same moment. The part stays where it is, to be removed.
 * @param name without ending
 * @returns absolute path
 * @throws what the file system throws
 */
export async function nameWhole(
  path: string,
  folder: string,
  name: string,
  extension: string,
): Promise<string> {
  for (let count = 1; ; count += 1) {
    const target = join(folder, `${name}${count === 1 ? '' : ` ${count}`}.${extension}`);
    try {
      // Not every file system has links.
      await link(path, target).catch((error: unknown) => {
        if (isTaken(error)) throw error;
        return copyFile(path, target, constants.COPYFILE_EXCL);
      });
      return target;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
