import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { JOB_STATES, hasEnded } from './job-state.ts';

/** Version of the records; JOURNAL.md tells what each holds. */
export const JOB_VERSION = 2;

/** How long the service keeps results: what is older is not asked for again. */
export const RESULTS_KEPT_MS = 14 * 24 * 3600_000;

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const number = v.pipe(v.number(), v.finite());
const moment = number;

export const sourceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('audio'),
    name: v.string(),
    sha256,
    sizeBytes: v.number(),
    /** Where the recording was, so that the job can be gone on with; absolute. */
    path: v.optional(v.string()),
    /** The smaller copy of it that is sent instead. */
    copy: v.optional(v.object({ sha256, sizeBytes: v.number(), path: v.string() })),
  }),
  v.object({ kind: v.literal('suno-track'), taskId: v.string(), audioId: v.string() }),
  v.object({ kind: v.literal('separation'), taskId: v.string() }),
]);

const stepSchema = v.object({
  name: v.picklist(['upload', 'cover', 'separation', 'midi']),
  /** What sets apart two steps of one name: the kind of separation, the stem of a MIDI request. */
  detail: v.string(),
  /**
   * `sent` is written before the request leaves; the rest when its answer is known. `refused`: certainly
   * not charged. `unknown`: perhaps charged. `accepted`: the service has a task; `done` and `failed` are
   * how that task (or the upload) ended.
   */
  state: v.picklist(['sent', 'refused', 'unknown', 'accepted', 'done', 'failed']),
  sentAtMs: moment,
  settledAtMs: v.optional(moment),
  /** The service's task, from `accepted` on. */
  taskId: v.optional(v.string()),
  /** Where the uploaded file lies, for uploads. */
  url: v.optional(v.string()),
  /** Code of the error, for steps that ended in one. */
  errorCode: v.optional(v.string()),
  /** The account's credits right before a paid request and after its acceptance, where it told. */
  balanceBefore: v.optional(number),
  balanceAfter: v.optional(number),
});

const stemSchema = v.object({
  name: v.string(),
  audioId: v.optional(v.string()),
  url: v.optional(v.string()),
  durationSec: v.optional(number),
});

const jobSchema = v.object({
  version: v.literal(JOB_VERSION),
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  /** What must not run, nor be paid for, twice: a digest of service, source and options. */
  key: sha256,
  /** Origin of the service the job was given to. */
  service: v.string(),
  source: sourceSchema,
  /** What else than the source makes one job another. */
  options: v.object({ route: v.string(), coverModel: v.string() }),
  createdAtMs: moment,
  updatedAtMs: moment,
  state: v.picklist(JOB_STATES),
  /** Paid requests the user was told of at the beginning, and what the account held then. */
  quote: v.object({ paidCalls: number, balance: v.optional(number) }),
  /** Every "yes" of the user, in order. */
  consents: v.array(v.object({ kind: v.string(), paidCalls: number, atMs: moment })),
  steps: v.array(stepSchema),
  /** Why it failed, or what keeps it `unknown`. */
  error: v.optional(
    v.object({
      code: v.string(),
      sentence: v.string(),
      mayHaveBeenCharged: v.boolean(),
      atMs: moment,
    }),
  ),
  /** The separated stems, for as long as the service keeps them. */
  stems: v.optional(v.array(stemSchema)),
  stemsExpireAtMs: v.optional(moment),
  /** When the user told it to stop; absent once it goes on. What was not stopped goes on by itself. */
  stoppedAtMs: v.optional(moment),
  /** Where its score is to be written; absolute. */
  scorePath: v.optional(v.string()),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/**
 * One transcription through the service as it is kept on disk: what was asked for and what is known
 * of every request that was sent. Never a key; addresses only of what expires in days.
 */
export type Job = Frozen<v.InferOutput<typeof jobSchema>>;
export type JobSource = Job['source'];
export type JobOptions = Job['options'];
export type JobStep = Job['steps'][number];
export type JobStem = NonNullable<Job['stems']>[number];
export type StepName = JobStep['name'];

/** Reads a record; `undefined` if it is none, or of a version this program does not know. */
export function parseJob(value: unknown): Job | undefined {
  const result = v.safeParse(jobSchema, value);
  return result.success ? result.output : undefined;
}

/** Same for two jobs that must not both be paid for. A file is its bytes, whatever its name. */
export function jobKey(service: string, source: JobSource, options: JobOptions): string {
  const what =
    source.kind === 'audio'
      ? [source.sha256, options.route, options.route === 'direct' ? '' : options.coverModel]
      : [source.taskId, 'audioId' in source ? source.audioId : ''];
  return createHash('sha256')
    .update(JSON.stringify([service, source.kind, ...what]))
    .digest('hex');
}

/** The latest step of that name and detail. */
export function latestStep(job: Job, name: StepName, detail: string): JobStep | undefined {
  return job.steps.findLast((step) => step.name === name && step.detail === detail);
}

/** Whether a step's paid request may have been accepted without anybody knowing its task. */
export function isUncertain(step: JobStep): boolean {
  return step.name !== 'upload' && (step.state === 'sent' || step.state === 'unknown');
}

/** The step that keeps a job `unknown`: the latest of its kind, and nobody knows what became of it. */
export function uncertainStep(job: Job): JobStep | undefined {
  return job.steps.find(
    (step) => isUncertain(step) && latestStep(job, step.name, step.detail) === step,
  );
}

/** Whether what comes next of a job is free: it waits for a task the service has, and that is looked at. */
export function isFreeToGoOn(job: Job): boolean {
  if (uncertainStep(job) !== undefined) return false;
  if (job.state !== 'covering' && job.state !== 'separating' && job.state !== 'generating') {
    return false;
  }
  const last = job.steps.findLast(({ name }) => name !== 'upload');
  // The notes may have been there, and not been kept yet, when the process ended.
  return last?.state === 'accepted' || (last?.name === 'midi' && last.state === 'done');
}

/** Whether a job that nobody works on goes on by itself: it is free, and nobody has told it to stop. */
export function goesOnByItself(job: Job): boolean {
  return isFreeToGoOn(job) && job.stoppedAtMs === undefined;
}

/** Whether something of a job was paid for, or may have been. */
function isPaidFor(job: Job): boolean {
  return job.steps.some(
    (step) => isUncertain(step) || (step.name !== 'upload' && step.taskId !== undefined),
  );
}

/** Whether the service has a job's recording at work, so that it need not be sent (again). */
export function isSent(job: Job): boolean {
  return job.steps.some(
    ({ name, taskId, state }) => name !== 'upload' && taskId !== undefined && state !== 'failed',
  );
}

/**
 * Whether a job should be gone on with rather than begun anew: it has a task that was paid for (or may
 * have been), or it is in the middle of getting there. Its age is no reason not to: a computer's clock
 * can be wrong, and asking the service whether it still knows a task is free.
 */
export function isWorthContinuing(job: Job): boolean {
  if (job.state === 'abandoned') return false;
  return !hasEnded(job.state) || isPaidFor(job);
}

/**
 * Of jobs for the same thing, latest first, the one to go on with: what was paid for and has not come
 * to its result before what has, since a clock that was set back makes the latest job look like an old one.
 */
export function jobToGoOnWith(jobs: readonly Job[]): Job | undefined {
  const worth = jobs.filter(isWorthContinuing);
  return (
    worth.find((job) => isPaidFor(job) && job.state !== 'done') ?? worth.find(isPaidFor) ?? worth[0]
  );
}

/**
 * The job for a recording that there is to go on with, whatever its options.
 * @param jobs latest first
 * @param sha256 of the recording, hex
 */
export function jobForRecording(jobs: readonly Job[], sha256: string): Job | undefined {
  return jobToGoOnWith(
    jobs.filter(({ source }) => source.kind === 'audio' && source.sha256 === sha256),
  );
}
