import { StemstaveError } from '../errors.ts';
import { JOB_VERSION, RESULTS_KEPT_MS, jobKey, latestStep } from './job.ts';
import type { Job, JobOptions, JobSource, JobStem, JobStep, StepName } from './job.ts';
import { mayFollow, type JobState } from './job-state.ts';
import type { JobJournal } from './journal.ts';

/** What becomes known of a step after its request was sent. */
export type StepNews = Pick<JobStep, 'state'> &
  Partial<Pick<JobStep, 'taskId' | 'url' | 'errorCode' | 'balanceAfter'>>;

/** What a new job is about. */
export interface NewJob {
  readonly service: string;
  readonly source: JobSource;
  readonly options: JobOptions;
  readonly quote: Job['quote'];
  /** Where its score is to be written; absolute. */
  readonly scorePath?: string | undefined;
}

/** Makes sure that this process may still write the record; rejects if not. */
export type MayWrite = () => Promise<void>;

const always: MayWrite = () => Promise.resolve();

/**
 * One job in the making. Every change is on disk before the promise of its method resolves. What comes
 * before money is spent (`begin`, `consented`, `intend`) fails when the disk does; what comes after does
 * not, since the result then matters more than its record; what could not be written is tried again.
 */
export class JobRecorder {
  readonly #journal: JobJournal;
  readonly #now: () => number;
  readonly #mayWrite: MayWrite;
  #job: Job;
  #saved: Promise<void> = Promise.resolve();
  #isBehind = false;

  private constructor(journal: JobJournal, now: () => number, job: Job, mayWrite: MayWrite) {
    this.#journal = journal;
    this.#now = now;
    this.#job = job;
    this.#mayWrite = mayWrite;
  }

  /**
   * A new job, `quoted`.
   * @param mayWrite asked before every write: who has lost the job to another process must not write
   * over what that one knows
   * @throws {StemstaveError} `journal-failed`
   */
  static async begin(
    journal: JobJournal,
    now: () => number,
    about: NewJob,
    mayWrite = always,
  ): Promise<JobRecorder> {
    const { service, source, options, quote, scorePath } = about;
    const atMs = now();
    const job: Job = {
      version: JOB_VERSION,
      id: `${new Date(atMs).toISOString().replaceAll(/[^\d]/g, '').slice(0, 14)}-${crypto.randomUUID()}`,
      key: jobKey(service, source, options),
      service,
      source,
      options,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      state: 'quoted',
      quote,
      consents: [],
      steps: [],
      ...(scorePath === undefined ? {} : { scorePath }),
    };
    const recorder = new JobRecorder(journal, now, job, mayWrite);
    await recorder.#change({});
    return recorder;
  }

  /** A job from the journal, to be gone on with. @param mayWrite as for `begin` */
  static continue(
    journal: JobJournal,
    now: () => number,
    job: Job,
    mayWrite = always,
  ): JobRecorder {
    return new JobRecorder(journal, now, job, mayWrite);
  }

  get job(): Job {
    return this.#job;
  }

  latest(name: StepName, detail: string): JobStep | undefined {
    return latestStep(this.#job, name, detail);
  }

  /**
   * Writes down a "yes" of the user.
   * @throws {StemstaveError} `journal-failed`
   */
  async consented(kind: string, paidCalls: number): Promise<void> {
    const { state, consents } = this.#job;
    await this.#change({
      consents: [...consents, { kind, paidCalls, atMs: this.#now() }],
      state: state === 'quoted' ? 'consented' : state,
    });
  }

  /**
   * Writes down that a request is about to be sent; send it only after this resolves.
   * @param state what the job is doing with it
   * @param balanceBefore the account's credits, where the service told
   * @returns what to call when the answer is known
   * @throws {StemstaveError} `journal-failed`
   */
  async intend(
    name: StepName,
    detail: string,
    state: JobState,
    balanceBefore?: number,
  ): Promise<(news: StepNews, next?: JobState) => Promise<void>> {
    const index = this.#job.steps.length;
    const step: JobStep = {
      name,
      detail,
      state: 'sent',
      sentAtMs: this.#now(),
      ...(balanceBefore === undefined ? {} : { balanceBefore }),
    };
    try {
      await this.#change({ steps: [...this.#job.steps, step], state, error: undefined });
    } catch (error) {
      // Whatever of it got to the disk: nothing is sent now.
      await this.#update(index, { state: 'refused', settledAtMs: this.#now() });
      throw error;
    }
    return (news, next) => this.#update(index, { settledAtMs: this.#now(), ...news }, next);
  }

  /** Adds what became known later to the latest step of that name and detail. */
  async note(name: StepName, detail: string, news: StepNews, next?: JobState): Promise<void> {
    const index = this.#job.steps.findLastIndex(
      (step) => step.name === name && step.detail === detail,
    );
    if (index >= 0) await this.#update(index, news, next);
  }

  /** What the job is doing now. */
  async to(state: JobState): Promise<void> {
    if (state !== this.#job.state) await this.#afterwards({ state });
  }

  /** Writes down where the stems lie, so that they can be fetched later. */
  async separatedInto(stems: readonly JobStem[]): Promise<void> {
    await this.#afterwards({
      stems,
      stemsExpireAtMs: this.#now() + RESULTS_KEPT_MS,
      state: 'separated',
    });
  }

  /** Writes down that the user has told it to stop. */
  async stop(): Promise<void> {
    await this.#afterwards({ stoppedAtMs: this.#now() });
  }

  /** Writes down that it goes on, if it was stopped. */
  async goOn(): Promise<void> {
    if (this.#job.stoppedAtMs !== undefined) await this.#afterwards({ stoppedAtMs: undefined });
  }

  /** Tries again to write what a full disk, say, has kept from being written. */
  async catchUp(): Promise<void> {
    if (this.#isBehind) await this.#afterwards({});
  }

  /** The end, good or bad. */
  async finish(outcome: 'done' | 'abandoned'): Promise<void> {
    await this.#afterwards({ state: outcome, error: undefined });
  }

  /**
   * Writes down why the job does not go on for now.
   * @param state `failed`; `unknown` where a paid request may have been accepted; or what it was, if
   * looking again later may help
   */
  async fail(error: unknown, state: JobState): Promise<void> {
    const known = error instanceof StemstaveError ? error : undefined;
    await this.#afterwards({
      state,
      error: {
        code: known?.code ?? 'unexpected',
        sentence: known?.message ?? 'Something went wrong inside Stemstave.',
        mayHaveBeenCharged: known?.mayHaveBeenCharged ?? false,
        atMs: this.#now(),
      },
    });
  }

  #update(index: number, news: Partial<JobStep>, next?: JobState): Promise<void> {
    return this.#afterwards({
      steps: this.#job.steps.map((step, at) => (at === index ? { ...step, ...news } : step)),
      ...(next === undefined ? {} : { state: next }),
    });
  }

  async #afterwards(change: Change): Promise<void> {
    await this.#change(change).catch(() => {
      this.#isBehind = true;
    });
  }

  /** Changes follow each other to the disk in the order in which they were made. */
  #change(change: Change): Promise<void> {
    const before = this.#job;
    const all = Object.entries({ ...before, ...change, updatedAtMs: this.#now() });
    // What is `undefined` is taken off the record.
    const job = Object.fromEntries(all.filter(([, value]) => value !== undefined)) as Job;
    if (!mayFollow(before.state, job.state)) {
      throw new Error(`A job that is ${before.state} cannot become ${job.state}.`);
    }
    this.#job = job;
    const saved = this.#saved.catch(() => undefined).then(() => this.#write(job));
    this.#saved = saved;
    return saved;
  }

  async #write(job: Job): Promise<void> {
    try {
      await this.#mayWrite();
      await this.#journal.save(job);
    } catch (error) {
      throw this.#isBehind && isJournalError(error) ? chargeNotWritten(error) : error;
    }
    this.#isBehind = false;
  }
}

function isJournalError(error: unknown): boolean {
  return error instanceof StemstaveError && error.code === 'journal-failed';
}

/** What went before was sent, and its record is not up to date: to say that nothing was would be wrong. */
function chargeNotWritten(cause: unknown): StemstaveError {
  return new StemstaveError(
    'journal-failed',
    'The records of paid work cannot be written; check that the disk is not full or read-only. No more was sent, but what was sent before may be missing from its record, and you are asked about it when you go on.',
    { cause, action: 'check-again', mayHaveBeenCharged: true },
  );
}

type Change = { readonly [K in keyof Job]?: Job[K] | undefined };
