import * as v from 'valibot';

/**
 * One transcription through the service as it is kept on disk: what was asked for and what is known
 * of every request that was sent. Never a key; addresses only of the upload, which expires in days.
 *
 * A step is written as `sent` before its request leaves, and again when its answer is known. A step
 * that is still `sent` when the record is read was cut off in between: nobody knows what became of it.
 */
export const JOB_VERSION = 1;

/** How long the service keeps results: what is older is not asked for again. */
export const RESULTS_KEPT_MS = 14 * 24 * 3600_000;

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const moment = v.pipe(v.number(), v.finite());

const sourceSchema = v.variant('kind', [
  v.object({ kind: v.literal('audio'), name: v.string(), sha256, sizeBytes: v.number() }),
  v.object({ kind: v.literal('suno-track'), taskId: v.string(), audioId: v.string() }),
  v.object({ kind: v.literal('separation'), taskId: v.string() }),
]);

const stepSchema = v.object({
  name: v.picklist(['upload', 'cover', 'separation', 'midi']),
  /** What sets apart two steps of one name: the kind of separation, the stem of a MIDI request. */
  detail: v.string(),
  state: v.picklist(['sent', 'refused', 'unknown', 'accepted', 'done', 'failed']),
  sentAtMs: moment,
  /** The service's task, from `accepted` on. */
  taskId: v.optional(v.string()),
  /** Where the uploaded file lies, for uploads. */
  url: v.optional(v.string()),
  /** Code of the error, for steps that ended in one. */
  errorCode: v.optional(v.string()),
});

const jobSchema = v.object({
  version: v.literal(JOB_VERSION),
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  /** Origin of the service the job was given to. */
  service: v.string(),
  source: sourceSchema,
  createdAtMs: moment,
  updatedAtMs: moment,
  steps: v.array(stepSchema),
  outcome: v.picklist(['open', 'done', 'failed', 'abandoned']),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type Job = Frozen<v.InferOutput<typeof jobSchema>>;
export type JobSource = Job['source'];
export type JobStep = Job['steps'][number];
export type StepName = JobStep['name'];

/** Reads a record; `undefined` if it is none, or of a version this program does not know. */
export function parseJob(value: unknown): Job | undefined {
  const result = v.safeParse(jobSchema, value);
  return result.success ? result.output : undefined;
}

/** Whether two jobs are about the same thing: a file is its bytes, whatever its name. */
export function isSameSource(a: JobSource, b: JobSource): boolean {
  return sourceKey(a) === sourceKey(b);
}

function sourceKey(source: JobSource): string {
  return source.kind === 'audio'
    ? source.sha256
    : JSON.stringify([source.kind, source.taskId, 'audioId' in source ? source.audioId : '']);
}

/** The latest step of that name and detail. */
export function latestStep(job: Job, name: StepName, detail: string): JobStep | undefined {
  return job.steps.findLast((step) => step.name === name && step.detail === detail);
}

/** Whether a step's paid request may have been accepted without anybody knowing its task. */
export function isUncertain(step: JobStep): boolean {
  return step.name !== 'upload' && (step.state === 'sent' || step.state === 'unknown');
}

/** Whether going on with a job saves something: a task that was paid for, or may have been. */
export function isWorthContinuing(job: Job, nowMs: number): boolean {
  return (
    job.outcome !== 'abandoned' &&
    nowMs - job.createdAtMs < RESULTS_KEPT_MS &&
    job.steps.some(
      (step) => isUncertain(step) || (step.name !== 'upload' && step.taskId !== undefined),
    )
  );
}
