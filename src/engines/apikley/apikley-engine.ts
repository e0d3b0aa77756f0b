import { CancelledError, StemstaveError } from '../../errors.ts';
import { orCancelled, type Clock } from '../../jobs/clock.ts';
import { NO_CAPS } from '../../jobs/caps.ts';
import { JobRecorder } from '../../jobs/job-recorder.ts';
import { hasEnded } from '../../jobs/job-state.ts';
import { goesOnByItself, jobKey, jobToGoOnWith, uncertainStep } from '../../jobs/job.ts';
import type { Job, JobOptions, JobSource } from '../../jobs/job.ts';
import type { JobResult } from '../../jobs/file-results.ts';
import type { JobStore } from '../../jobs/job-store.ts';
import type { Lock } from '../../jobs/locks.ts';
import { checkedTranscription } from '../../transcription/checked.ts';
import type { EngineProgress } from '../engine.ts';
import { connect, type Connection } from './connect.ts';
import type {
  ApikleyConfig,
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
  ApikleySource,
} from './engine-types.ts';
import { noNotes, notesOf, stemsRefused } from './flow/notes.ts';
import type { Run } from './flow/run.ts';
import type { RouteMemory } from './flow/separate.ts';
import { separationOf } from './flow/separation-of.ts';
import { StagedProgress } from './flow/staged-progress.ts';
import { receiptOf } from './receipt.ts';
import { openSource, reopen, type OpenFile } from './recording.ts';

/** What a caller gives to every job. */
interface Call {
  readonly options: ApikleyOptions;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal: AbortSignal;
}

/** What is to be worked on. */
interface Work {
  readonly source: JobSource;
  readonly options: JobOptions;
  /** The recording, open for reading, where the source is one that is there; or why it cannot be sent. */
  readonly file: OpenFile | StemstaveError | undefined;
  /** The job to go on with; without it, the one for the same source and options, or a new one. */
  readonly jobId: string | undefined;
}

const DEFAULT_COVER_MODEL = 'V5';
/** Separation, then MIDI. */
const USUAL_PAID_CALLS = 2;

/**
 * The engine that transcribes through the service: upload, separation, MIDI. Every paid request is in
 * the journal before it is sent; a job for the same source and options that was cut off is gone on with,
 * one that is done is not paid for again, and one that somebody works on is left to them.
 */
export function createApikleyEngine(config: ApikleyConfig): ApikleyEngine {
  return new ServiceEngine(config);
}

class ServiceEngine implements ApikleyEngine {
  readonly #config: ApikleyConfig;
  readonly #store: JobStore;
  readonly #clock: Clock;
  readonly #memory: RouteMemory = { directRefused: false };
  /** Jobs whose caller is gone, and whose last paid request is being seen through. */
  readonly #settling = new Map<string, Promise<unknown>>();

  constructor(config: ApikleyConfig) {
    this.#config = config;
    this.#store = config.jobs;
    this.#clock = config.jobs.clock;
  }

  async transcribe(
    source: ApikleySource,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ) {
    return (await this.transcribeWithReceipt(source, options, onProgress, signal)).transcription;
  }

  async transcribeWithReceipt(
    source: ApikleySource,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<ApikleyResult> {
    const connection = connect(this.#config, await this.#config.getKey(), this.#store.pacer);
    const call = { options, onProgress, signal };
    const jobOptions = {
      route: options.route ?? 'auto',
      coverModel: this.#config.coverModel ?? DEFAULT_COVER_MODEL,
    };
    const about = { options: jobOptions, jobId: undefined };
    if (source.kind !== 'audio') {
      return this.#work(connection, { ...about, source, file: undefined }, call, false);
    }
    const open = await openSource(source, signal);
    try {
      return await this.#work(connection, { ...about, ...open }, call, false);
    } finally {
      if ('handle' in open.file) await open.file.handle.close();
    }
  }

  async resume(
    job: Job,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<ApikleyResult> {
    const connection = connect(this.#config, await this.#config.getKey(), this.#store.pacer);
    if (connection.baseUrl.origin !== job.service) {
      throw new StemstaveError(
        'nothing-to-resume',
        'This job belongs to another service than the one in the settings.',
      );
    }
    const file = await reopen(job.source, signal);
    try {
      const work = { source: job.source, options: job.options, file, jobId: job.id };
      return await this.#work(connection, work, { options, onProgress, signal }, true);
    } finally {
      await file?.handle.close();
    }
  }

  async #work(
    connection: Connection,
    work: Work,
    call: Call,
    asksBeforePaying: boolean,
  ): Promise<ApikleyResult> {
    const key = jobKey(connection.baseUrl.origin, work.source, work.options);
    await orCancelled(Promise.resolve(this.#settling.get(key)), call.signal);
    const lock = await this.#store.lock(key);
    const pending = new Set<Promise<unknown>>();
    try {
      const recorder = await this.#recorderFor(key, work, connection, call.options, lock);
      const run: Run = {
        client: connection.client,
        recorder,
        lock,
        inTurn: (lane, work) =>
          this.#store.pacer.inTurn(connection.account, lane, call.signal, work),
        holdOff: (lane, ms) => this.#store.pacer.holdOff(connection.account, lane, ms),
        pending,
        confirm: call.options.confirm,
        beforePaying: call.options.beforePaying,
        spending: this.#store.spending,
        caps: call.options.caps ?? (() => NO_CAPS),
        clock: this.#clock,
        progress: new StagedProgress(call.onProgress),
        signal: call.signal,
        callbacks: this.#config.callbacks,
        coverModel: work.options.coverModel,
        gone: new Set(),
        agreed: new Set(),
        isUnattended: call.options.unattended === true,
        asksBeforePaying,
      };
      return await this.#result(run, connection, work);
    } finally {
      this.#releaseWhenSettled(key, lock, pending);
      if (pending.size === 0) await this.#settling.get(key);
    }
  }

  /** The caller need not wait for a request that is seen through, but whoever comes next must. */
  #releaseWhenSettled(key: string, lock: Lock, pending: ReadonlySet<Promise<unknown>>): void {
    const released = Promise.allSettled(pending)
      .then(() => lock.release())
      .finally(() => this.#settling.delete(key));
    this.#settling.set(key, released);
  }

  async #result(run: Run, connection: Connection, { file, options }: Work): Promise<ApikleyResult> {
    const { recorder } = run;
    const { id, state } = recorder.job;
    const kept = state === 'done' ? await this.#store.results.load(id) : undefined;
    if (kept !== undefined) return resultOf(run, kept);
    try {
      const host = connection.uploadBaseUrl.hostname;
      const open = file !== undefined && 'handle' in file ? { ...file, host } : file;
      const separated = await separationOf(run, open, options.route, this.#memory);
      const { instruments, durationSec, withoutStems } = await notesOf(run, separated);
      const result = resultOf(run, { instruments, durationSec }, withoutStems);
      if (withoutStems.length > 0) {
        // Not done: to try again asks for these once more, and for nothing else.
        await recorder.fail(stemsRefused(withoutStems), 'failed');
        return result;
      }
      // The service keeps it for days; a full disk is no reason to withhold what was paid for.
      await this.#store.results.save(id, { instruments, durationSec }).catch(() => undefined);
      await recorder.finish('done');
      await this.#store.copies.removeOf(recorder.job);
      return { ...result, receipt: { ...result.receipt, ...receiptOf(recorder.job) } };
    } catch (error) {
      await noteFailure(recorder, error);
      throw error;
    }
  }

  /** A new job, or the one for the same source and options that is to be gone on with. */
  async #recorderFor(
    key: string,
    { source, options, jobId }: Work,
    { baseUrl }: Connection,
    { fresh, unattended, scorePath }: ApikleyOptions,
    lock: Lock,
  ): Promise<JobRecorder> {
    const { journal } = this.#store;
    const mayWrite = () => lock.confirm();
    const { now } = this.#clock;
    const { jobs, unreadable } = await journal.load();
    const ofKey = jobs.filter((job) => job.key === key);
    const earlier =
      jobId === undefined ? jobToGoOnWith(ofKey) : jobs.find((job) => job.id === jobId);
    if (unattended === true && (earlier === undefined || !goesOnByItself(earlier))) {
      throw new StemstaveError('nothing-to-resume', 'This job waits for no task of the service.');
    }
    if (jobId !== undefined && (earlier === undefined || earlier.state === 'abandoned')) {
      throw new StemstaveError(
        'nothing-to-resume',
        'This job was given up, here or in another window; transcribe its recording again.',
      );
    }
    const names = [key, ...namesOf(source)];
    const lost = unreadable.find(({ text }) => names.some((name) => text.includes(name)));
    if (lost !== undefined && earlier === undefined && fresh !== true) {
      throw new StemstaveError(
        'record-unreadable',
        `What an earlier job paid for is in a record that this Stemstave cannot read (${lost.name}), so nothing was sent. Update Stemstave, or move that file out of ${this.#store.folder} to pay anew.`,
      );
    }
    if (earlier !== undefined && fresh !== true) {
      const recorder = JobRecorder.continue(journal, now, earlier, mayWrite);
      await recorder.goOn();
      return recorder;
    }
    for (const job of ofKey.filter(({ state }) => !hasEnded(state))) {
      await JobRecorder.continue(journal, now, job, mayWrite).finish('abandoned');
    }
    const service = baseUrl.origin;
    const quote = { paidCalls: USUAL_PAID_CALLS - (source.kind === 'separation' ? 1 : 0) };
    const about = { service, source, options, quote, scorePath };
    return JobRecorder.begin(journal, now, about, mayWrite);
  }
}

/** What a record of whatever version names its source by. */
function namesOf(source: JobSource): readonly string[] {
  if (source.kind === 'audio') return [source.sha256];
  return [source.kind === 'suno-track' ? source.audioId : source.taskId];
}

function resultOf(
  { recorder }: Run,
  { instruments, durationSec }: JobResult,
  withoutStems: readonly string[] = [],
): ApikleyResult {
  const { transcription, droppedNotes } = checkedTranscription(instruments, durationSec);
  if (transcription.instruments.length === 0) throw noNotes();
  return { transcription, receipt: { ...receiptOf(recorder.job), droppedNotes, withoutStems } };
}

async function noteFailure(recorder: JobRecorder, error: unknown): Promise<void> {
  if (error instanceof CancelledError) {
    // Nothing was agreed to, so nothing is to be gone on with.
    if (recorder.job.state === 'quoted') await recorder.finish('abandoned');
    else await recorder.stop();
    return;
  }
  const known = error instanceof StemstaveError ? error : undefined;
  // Whoever took the lock writes the record now.
  if (known?.code === 'lock-lost') return;
  if (uncertainStep(recorder.job) !== undefined) await recorder.fail(error, 'unknown');
  else if (known?.action === 'check-again') await recorder.fail(error, recorder.job.state);
  else await recorder.fail(error, 'failed');
}
