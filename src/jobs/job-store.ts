import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StemstaveError } from '../errors.ts';
import { systemClock, type Clock } from './clock.ts';
import { CopyShelf } from './copies.ts';
import { FileJournal } from './file-journal.ts';
import { FileResults } from './file-results.ts';
import { uncertainStep, type Job } from './job.ts';
import { hasEnded, stateWhile, type JobState } from './job-state.ts';
import { JobRecorder } from './job-recorder.ts';
import type { JobJournal } from './journal.ts';
import { FolderLocks, THIS_PROCESS, type Lock, type LockOwner } from './locks.ts';
import { Pacer, type Lane, type Rate } from './pacer.ts';
import { SpendingGuard } from './spending-guard.ts';

/** A job as a list shows it. */
export interface JobOverview {
  readonly job: Job;
  /**
   * The job's state, seen from now: a record that was cut off while a paid request was under way says
   * what was being done, but stands for `unknown`.
   */
  readonly state: JobState;
  /** Whether some living process (this one or another window's) is at work on it. */
  readonly isRunning: boolean;
}

/** Changes of a burst are told once. */
const WATCH_PAUSE_MS = 100;

/**
 * All jobs of this computer's user: their records, their results, and the locks that keep two windows
 * (or a window and the command line) from working on the same one. Any number of stores, in any number
 * of processes, may be open on one folder.
 */
export class JobStore {
  readonly folder: string;
  readonly journal: JobJournal;
  readonly results: FileResults;
  readonly copies: CopyShelf;
  readonly locks: FolderLocks;
  readonly pacer: Pacer;
  readonly spending: SpendingGuard;
  readonly clock: Clock;

  /**
   * @param folder absolute path; made when first needed
   * @param parts tests replace some; `others`: journals of other folders, whose spending counts, too
   */
  constructor(
    folder: string,
    parts: {
      readonly clock?: Clock;
      readonly journal?: JobJournal;
      readonly owner?: LockOwner;
      readonly rates?: Readonly<Record<Lane, Rate>>;
      readonly others?: readonly JobJournal[];
    } = {},
  ) {
    this.folder = folder;
    this.clock = parts.clock ?? systemClock;
    this.journal = parts.journal ?? new FileJournal(folder);
    this.results = new FileResults(join(folder, 'results'));
    this.copies = new CopyShelf(join(folder, 'copies'));
    this.locks = new FolderLocks(join(folder, 'locks'), this.clock, parts.owner ?? THIS_PROCESS);
    this.pacer = new Pacer(join(folder, 'pace'), this.locks, this.clock, parts.rates);
    const journals = [this.journal, ...(parts.others ?? [])];
    this.spending = new SpendingGuard(journals, this.locks, this.clock);
  }

  /** All jobs, latest first. */
  async list(): Promise<readonly JobOverview[]> {
    const { jobs } = await this.journal.load();
    return Promise.all(jobs.map((job) => this.#overview(job)));
  }

  /**
   * Removes what no job needs any more.
   * @throws {StemstaveError} `journal-failed`
   */
  async tidy(): Promise<void> {
    const listJobs = async () => (await this.journal.load()).jobs;
    await this.copies.tidy(listJobs, this.clock.now());
  }

  /** @returns `undefined` if there is no such job */
  async find(id: string): Promise<JobOverview | undefined> {
    const { jobs } = await this.journal.load();
    const job = jobs.find((each) => each.id === id);
    return job === undefined ? undefined : this.#overview(job);
  }

  /**
   * Calls `listener` soon after any job has changed, in whatever process. Some file systems do not tell;
   * reading again when a view is shown is wise all the same.
   * @returns what ends it
   */
  async watch(listener: () => void): Promise<() => void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    let timer: NodeJS.Timeout | undefined;
    const watcher = watch(this.folder, { persistent: false }, (_event, name) => {
      if (name?.startsWith('.') === true) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        listener();
      }, WATCH_PAUSE_MS);
    });
    watcher.on('error', () => undefined);
    return () => {
      clearTimeout(timer);
      watcher.close();
    };
  }

  /**
   * Takes the lock of a job's key: while it is held, nobody else works on that source with those options.
   * @throws {StemstaveError} `job-running-elsewhere`
   */
  async lock(key: string): Promise<Lock> {
    const lock = await this.locks.take(key);
    if (lock !== undefined) return lock;
    throw new StemstaveError(
      'job-running-elsewhere',
      'This is already being transcribed, here or in another window; its result appears there, and it is not paid for twice.',
      { action: 'retry' },
    );
  }

  /**
   * Gives a job up for good: it is not gone on with, and asking for the same source again begins anew.
   * What was charged stays charged.
   * @throws {StemstaveError} `job-running-elsewhere` while somebody works on it (abort that first),
   * `journal-failed`
   */
  async abandon(id: string): Promise<void> {
    await this.#change(id, (recorder) => recorder.finish('abandoned'));
  }

  /**
   * Tells a job that is `unknown` the task of its lost request, as the user found it in the account at
   * the service (or a callback told). The job can then be resumed by reading only.
   * @throws {StemstaveError} `job-running-elsewhere`, `job-not-unknown`
   */
  async adoptTask(id: string, taskId: string): Promise<void> {
    await this.#change(id, async (recorder) => {
      const step = uncertainStep(recorder.job);
      if (step === undefined) {
        throw new StemstaveError('job-not-unknown', 'Nothing is unknown about this job.');
      }
      await recorder.note(step.name, step.detail, { state: 'accepted', taskId: taskId.trim() });
      await recorder.to(stateWhile(step.name));
    });
  }

  async #change(id: string, change: (recorder: JobRecorder) => Promise<void>): Promise<void> {
    const found = await this.find(id);
    if (found === undefined) return;
    const lock = await this.lock(found.job.key);
    try {
      // Read again, now that nobody else can write.
      const { job } = (await this.find(id)) ?? found;
      await change(JobRecorder.continue(this.journal, this.clock.now, job));
    } finally {
      await lock.release();
    }
  }

  async #overview(job: Job): Promise<JobOverview> {
    const isRunning = !hasEnded(job.state) && (await this.locks.isHeld(job.key));
    const isUnknown = !isRunning && !hasEnded(job.state) && uncertainStep(job) !== undefined;
    return { job, isRunning, state: isUnknown ? 'unknown' : job.state };
  }
}
