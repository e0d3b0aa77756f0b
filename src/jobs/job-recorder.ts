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
}

/**
 * One job in the making. Every change is on disk before the promise of its method resolves. What comes
 * before money is spent (`begin`, `consented`, `intend`) fails when the disk does; what comes after does
 * not, since the result then matters more than its record.
 */
export class JobRecorder {
  readonly #journal: JobJournal;
  readonly #now: () => number;
  #job: Job;
  #saved: Promise<void> = Promise.resolve();

  private constructor(journal: JobJournal, now: () => number, job: Job) {
    this.#journal = journal;
    this.#now = now;
    this.#job = job;
  }

  /**
   * A new job, `quoted`.
   * @throws {StemstaveError} `journal-failed`
   */
  static async begin(journal: JobJournal, now: () => number, about: NewJob): Promise<JobRecorder> {
    const { service, source, options, quote } = about;
    const atMs = now();
    const recorder = new JobRecorder(journal, now, {
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
    });
    await recorder.#change({});
    return recorder;
  }

  /** A job from the journal, to be gone on with. */
  static continue(journal: JobJournal, now: () => number, job: Job): JobRecorder {
    return new JobRecorder(journal, now, job);
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
    await this.#change({ steps: [...this.#job.steps, step], state, error: undefined });
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

  #afterwards(change: Partial<Job>): Promise<void> {
    return this.#change(change).catch(() => undefined);
  }

  /** Changes follow each other to the disk in the order in which they were made. */
  #change(change: { readonly [K in keyof Job]?: Job[K] | undefined }): Promise<void> {
    const { error, ...before } = this.#job;
    const { error: newError, ...rest } = change;
    const kept = 'error' in change ? newError : error;
    const job: Job = {
      ...before,
      ...(rest as Partial<Job>),
      ...(kept === undefined ? {} : { error: kept }),
      updatedAtMs: this.#now(),
    };
    if (!mayFollow(before.state, job.state)) {
      throw new Error(`A job that is ${before.state} cannot become ${job.state}.`);
    }
    this.#job = job;
    const saved = this.#saved.catch(() => undefined).then(() => this.#journal.save(job));
    this.#saved = saved;
    return saved;
  }
}
