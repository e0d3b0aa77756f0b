import {
  JOB_VERSION,
  latestStep,
  type Job,
  type JobSource,
  type JobStep,
  type StepName,
} from './job.ts';
import type { JobJournal } from './journal.ts';

/** What becomes known of a step after its request was sent. */
export type StepNews = Pick<JobStep, 'state'> &
  Partial<Pick<JobStep, 'taskId' | 'url' | 'errorCode'>>;

/**
 * One job in the making. Every change is on disk before the promise of its method resolves. Only
 * `intend` fails when the disk does: once money is spent, the result matters more than its record.
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

  /** A new job; it reaches the disk with its first step. */
  static begin(
    journal: JobJournal,
    now: () => number,
    service: string,
    source: JobSource,
  ): JobRecorder {
    const id = `${new Date(now()).toISOString().replaceAll(/[^\d]/g, '').slice(0, 14)}-${crypto.randomUUID()}`;
    return new JobRecorder(journal, now, {
      version: JOB_VERSION,
      id,
      service,
      source,
      createdAtMs: now(),
      updatedAtMs: now(),
      steps: [],
      outcome: 'open',
    });
  }

  /** A job from the journal, to be gone on with. */
  static continue(journal: JobJournal, now: () => number, job: Job): JobRecorder {
    return new JobRecorder(journal, now, { ...job, outcome: 'open' });
  }

  get job(): Job {
    return this.#job;
  }

  latest(name: StepName, detail: string): JobStep | undefined {
    return latestStep(this.#job, name, detail);
  }

  /**
   * Writes down that a request is about to be sent; send it only after this resolves.
   * @returns what to call when the answer is known
   * @throws {StemstaveError} `journal-failed`
   */
  async intend(name: StepName, detail: string): Promise<(news: StepNews) => Promise<void>> {
    const index = this.#job.steps.length;
    const step: JobStep = { name, detail, state: 'sent', sentAtMs: this.#now() };
    await this.#change({ steps: [...this.#job.steps, step] });
    return (news) => this.#update(index, news);
  }

  /** Adds what became known later to the latest step of that name and detail. */
  async note(name: StepName, detail: string, news: StepNews): Promise<void> {
    const index = this.#job.steps.findLastIndex(
      (step) => step.name === name && step.detail === detail,
    );
    if (index >= 0) await this.#update(index, news);
  }

  async finish(outcome: 'done' | 'failed' | 'abandoned'): Promise<void> {
    if (this.#job.steps.length > 0) await this.#change({ outcome }).catch(() => undefined);
  }

  #update(index: number, news: StepNews): Promise<void> {
    return this.#change({
      steps: this.#job.steps.map((step, at) => (at === index ? { ...step, ...news } : step)),
    }).catch(() => undefined);
  }

  /** Changes follow each other to the disk in the order in which they were made. */
  #change(change: Partial<Job>): Promise<void> {
    const job = { ...this.#job, ...change, updatedAtMs: this.#now() };
    this.#job = job;
    const saved = this.#saved.catch(() => undefined).then(() => this.#journal.save(job));
    this.#saved = saved;
    return saved;
  }
}
