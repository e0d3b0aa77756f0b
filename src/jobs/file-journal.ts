import { chmod, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { JOB_VERSION, parseJob, type Job } from './job.ts';
import type { JobJournal, JournalContents } from './journal.ts';

const SUFFIX = `.v${JOB_VERSION}.json`;

/**
 * A journal in a folder of its own: one JSON file per job, readable by its owner only. A record is
 * written beside its place, flushed, and renamed into it.
 */
export class FileJournal implements JobJournal {
  readonly #folder: string;

  /** @param folder absolute path; made when first needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws {StemstaveError} `journal-failed`; then nothing may be sent that costs money */
  async save(job: Job): Promise<void> {
    const temporary = join(this.#folder, `.${job.id}.${crypto.randomUUID()}.tmp`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(job, null, 2)}\n`, 'utf8');
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, join(this.#folder, job.id + SUFFIX));
      await this.#flushFolder();
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new StemstaveError(
        'journal-failed',
        'The record of this job could not be written, so nothing that costs money was sent; check that the disk is not full or read-only.',
        { cause: error, action: 'retry' },
      );
    }
  }

  async load(): Promise<JournalContents> {
    const names = await readdir(this.#folder).catch(() => []);
    const jobs: Job[] = [];
    const unreadable: string[] = [];
    for (const name of names.filter((each) => each.endsWith('.json'))) {
      const job = await this.#read(name);
      if (job === undefined) unreadable.push(name);
      else jobs.push(job);
    }
    return { jobs: jobs.sort((a, b) => b.createdAtMs - a.createdAtMs), unreadable };
  }

  async #read(name: string): Promise<Job | undefined> {
    const path = join(this.#folder, name);
    try {
      const job = parseJob(JSON.parse(await readFile(path, 'utf8')));
      // Copied or restored folders come back with the rights of the copier.
      if (job !== undefined) await chmod(path, 0o600).catch(() => undefined);
      return job;
    } catch {
      return undefined;
    }
  }

  /** A rename is only safe from power loss once the folder is flushed too; Windows has no such call. */
  async #flushFolder(): Promise<void> {
    if (process.platform === 'win32') return;
    const folder = await open(this.#folder, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }
}
