import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { RESULTS_KEPT_MS, type Job } from './job.ts';

/** A copy that no job names may be in the making, or about to be sent. */
const IN_THE_MAKING_MS = 3600_000;

/**
 * Smaller copies of recordings that are too large for the service, each in a folder of its own, for as
 * long as a job may have to send it.
 */
export class CopyShelf {
  readonly #folder: string;

  /** @param folder absolute path, for copies only */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the copy of a recording is to be. @param sha256 of the recording */
  pathFor(sha256: string, recordingPath: string): string {
    const name = basename(recordingPath, extname(recordingPath));
    return join(this.#folder, sha256.slice(0, 16), `${name}.wav`);
  }

  /** Removes the copy of a job that is over. Never fails. */
  async removeOf({ source }: Job): Promise<void> {
    if (source.kind !== 'audio' || source.copy === undefined) return;
    const folder = dirname(source.copy.path);
    // A record can name any path; only what lies here is removed.
    if (dirname(folder) === this.#folder) await remove(folder);
  }

  /**
   * Removes the copies that no job needs.
   * @throws {StemstaveError} `journal-failed`
   */
  async tidy(listJobs: () => Promise<readonly Job[]>, nowMs: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    const jobs = names.length === 0 ? [] : await listJobs();
    const needed = new Set(jobs.flatMap((job) => (mayBeSent(job, nowMs) ? folderOf(job) : [])));
    for (const name of names) {
      const folder = join(this.#folder, name);
      const ageMs = await stat(folder).then(
        ({ mtimeMs }) => Math.abs(nowMs - mtimeMs),
        () => 0,
      );
      if (!needed.has(folder) && ageMs > IN_THE_MAKING_MS) await remove(folder);
    }
  }
}

function mayBeSent({ state, updatedAtMs }: Job, nowMs: number): boolean {
  return state !== 'done' && state !== 'abandoned' && nowMs - updatedAtMs < RESULTS_KEPT_MS;
}

function folderOf({ source }: Job): readonly string[] {
  return source.kind === 'audio' && source.copy !== undefined ? [dirname(source.copy.path)] : [];
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}
