import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { readMidi } from '../formats/midi/read.ts';

/** A larger file is not a score that was written here. */
const MAX_BYTES = 16 * 2 ** 20;
/** In a folder of more scores than this, those after it are not looked into. */
const MAX_SCORES = 200;

/**
 * Refuses to pay for a recording whose score from the service lies in one of the folders, under
 * whatever name: it outlives the records of jobs, and comes along with the project.
 * @param sha256 of the recording
 * @throws {StemstaveError} `file-exists`
 */
export async function checkNotPaid(folders: ReadonlySet<string>, sha256: string): Promise<void> {
  for (const folder of folders) {
    const names = (await readdir(folder).catch(() => []))
      .filter((name) => /\.mid$/i.test(name))
      .sort();
    for (const name of names.slice(0, MAX_SCORES)) {
      const path = join(folder, name);
      if (!(await isPaidScore(path, sha256))) continue;
      throw new StemstaveError(
        'file-exists',
        `${path} is the score of this very recording, made by Apikley. Use it, or pay again with --fresh.`,
      );
    }
  }
}

async function isPaidScore(path: string, sha256: string): Promise<boolean> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return false;
    const { provenance } = readMidi(await readFile(path));
    return provenance?.engine === 'apikley' && provenance.sourceSha256 === sha256;
  } catch {
    // What cannot be read as a score is none.
    return false;
  }
}
