import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { JOB_VERSION, parseJob, type Job } from './job.ts';
import { jobOfV1 } from './job-v1.ts';
import type { JobJournal, JournalContents, UnreadableRecord } from './journal.ts';
import { writeWholeFile } from './whole-file.ts';

const SUFFIX = `.v${JOB_VERSION}.json`;

/** A journal in a folder: one JSON file per job, readable by its owner only. See JOURNAL.md. */
export class FileJournal implements JobJournal {
  readonly #folder: string;

  /** @param folder absolute path; made when first needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async save(job: Job): Promise<void> {
    try {
      await writeWholeFile(
        join(this.#folder, job.id + SUFFIX),
        `${JSON.stringify(job, null, 2)}\n`,
      );
    } catch (error) {
      throw new StemstaveError(
        'journal-failed',
        'The record of this job could not be written, so nothing that costs money was sent; check that the disk is not full or read-only.',
        { cause: error, action: 'retry' },
      );
    }
  }

  async load(): Promise<JournalContents> {
    const names = await readdir(this.#folder).catch(noneIfAbsent);
    const jobs = new Map<string, Job>();
    const unreadable: UnreadableRecord[] = [];
    // In this order a record of today takes the place of the same job's record of yesterday's version.
    for (const name of names.filter((each) => each.endsWith('.json')).sort()) {
      const text = await readFile(join(this.#folder, name), 'utf8').catch(noneIfAbsent);
      // Gone since the folder was read.
      if (typeof text !== 'string') continue;
      const job = await this.#parsed(name, text);
      if (job === undefined) unreadable.push({ name, text });
      else jobs.set(job.id, job);
    }
    return { jobs: [...jobs.values()].sort((a, b) => b.createdAtMs - a.createdAtMs), unreadable };
  }

  async #parsed(name: string, text: string): Promise<Job | undefined> {
    try {
      const value: unknown = JSON.parse(text);
      const job = parseJob(value) ?? jobOfV1(value);
      // Copied or restored folders come back with the rights of the copier.
      if (job !== undefined) await chmod(join(this.#folder, name), 0o600).catch(() => undefined);
      return job;
    } catch {
      return undefined;
    }
  }
}

/** A job that cannot be seen could be paid for again: only what is not there at all counts as nothing. */
function noneIfAbsent(error: unknown): readonly [] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw new StemstaveError(
    'journal-failed',
    'The records of earlier jobs cannot be read, so nothing that costs money was sent; try again.',
    { cause: error, action: 'retry' },
  );
}
