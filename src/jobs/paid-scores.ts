import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A larger file is not a score that was written here. */
const MAX_BYTES = 16 * 2 ** 20;
/** Beyond so many files and folders, a project is not searched any further. */
const MAX_SCORES = 500;
const MAX_FOLDERS = 300;
const MAX_DEPTH = 5;

/** Where a score comes from, as it says itself. */
export interface ScoreOrigin {
  readonly engine: string;
  /** SHA-256 of the recording, hex. */
  readonly sourceSha256: string;
}

/** Reads that out of a `.mid`; may throw for what is none. */
export type ReadOrigin = (midi: Uint8Array) => ScoreOrigin | undefined;

/**
 * Looks for a score that the service has made of a recording, whatever it is called: in these folders,
 * then in those below them. Such a score outlives the records of jobs, and comes along with the project.
 * @param sha256 of the recording, hex
 * @returns its path; `undefined` if there is none
 */
export async function findPaidScore(
  folders: readonly string[],
  sha256: string,
  readOrigin: ReadOrigin,
): Promise<string | undefined> {
  const seen = new Set(folders);
  let level = [...seen];
  let scores = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const below: string[] = [];
    for (const folder of level) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) {
          const isOwn = !entry.name.startsWith('.') && entry.name !== 'node_modules';
          if (isOwn && !seen.has(path) && seen.size < MAX_FOLDERS) {
            seen.add(path);
            below.push(path);
          }
        } else if (/\.mid$/i.test(entry.name) && (scores += 1) <= MAX_SCORES) {
          if (await isPaidScore(path, sha256, readOrigin)) return path;
        }
      }
    }
    level = below;
  }
  return undefined;
}

async function isPaidScore(path: string, sha256: string, read: ReadOrigin): Promise<boolean> {
  try {
    if ((await stat(path)).size > MAX_BYTES) return false;
    const bytes = await readFile(path);
    // Most scores are not worth reading as such.
    if (!bytes.includes(sha256)) return false;
    const origin = read(bytes);
    return origin?.engine === 'apikley' && origin.sourceSha256 === sha256;
  } catch {
    // What cannot be read as a score is none.
    return false;
  }
}
