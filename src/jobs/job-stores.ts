import { homedir } from 'node:os';
import { join } from 'node:path';
import { FileJournal } from './file-journal.ts';
import { jobForRecording, type Job } from './job.ts';
import { JobStore } from './job-store.ts';

/** The records of one person on one computer; new jobs belong into the first. */
export type JobStores = readonly [JobStore, ...JobStore[]];

/** What is known of a recording. */
export interface KnownRecording {
  /** Where the job for it is, or belongs. */
  readonly store: JobStore;
  /** The job that there is to go on with, whatever its options. */
  readonly earlier: Job | undefined;
}

/**
 * Opens the records of several folders. What is spent is added up over all of them.
 * @param folders absolute paths; need not be there
 */
export function openStores([first, ...rest]: readonly [string, ...string[]]): JobStores {
  const folders = [first, ...rest];
  const open = (folder: string): JobStore => {
    const others = folders.filter((each) => each !== folder).map((each) => new FileJournal(each));
    return new JobStore(folder, { others });
  };
  return [open(first), ...rest.map(open)];
}

/**
 * Looks for a recording in all records, so that a job is gone on with whichever program has begun it, and
 * not paid for twice. Where only a record that cannot be read names it, the store is that record's.
 * @param sha256 of the recording, hex
 * @throws {StemstaveError} `journal-failed`
 */
export async function lookUp(stores: JobStores, sha256: string): Promise<KnownRecording> {
  const homes = new Map<Job, JobStore>();
  let unreadable: JobStore | undefined;
  for (const store of stores) {
    const contents = await store.journal.load();
    for (const job of contents.jobs) homes.set(job, store);
    if (contents.unreadable.some(({ text }) => text.includes(sha256))) unreadable ??= store;
  }
  const jobs = [...homes.keys()].sort((a, b) => b.createdAtMs - a.createdAtMs);
  const earlier = jobForRecording(jobs, sha256);
  return { store: (earlier && homes.get(earlier)) ?? unreadable ?? stores[0], earlier };
}

/** Where the command line keeps its records while it knows of no others. */
export function commandLineFolder(): string {
  return join(stateFolder(), 'stemstave', 'jobs');
}

/** Where this system's programs keep what is neither settings nor documents. */
function stateFolder(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = process.env;
  if (state !== undefined && state !== '') return state;
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'state');
}
