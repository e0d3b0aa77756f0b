import { CancelledError, StemstaveError } from '../../errors.ts';
import { JobRecorder } from '../../jobs/job-recorder.ts';
import { isSameSource, isWorthContinuing, type Job, type JobSource } from '../../jobs/job.ts';
import { checkedTranscription } from '../../transcription/checked.ts';
import type { EngineProgress } from '../engine.ts';
import { systemClock, type Clock } from './clock.ts';
import { connect, type Connection } from './connect.ts';
import type {
  ApikleyConfig,
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
  ApikleySource,
} from './engine-types.ts';
import { continuedSeparation } from './flow/continued.ts';
import { noNotes, notesOf } from './flow/notes.ts';
import type { Run } from './flow/run.ts';
import { separate, separateRecording, type RouteMemory, type Separated } from './flow/separate.ts';
import { StagedProgress } from './flow/staged-progress.ts';
import { receiptOf } from './receipt.ts';
import { examine, openRecording } from './recording.ts';

/** What a caller gives to every job. */
interface Call {
  readonly options: ApikleyOptions;
  readonly onProgress: (progress: EngineProgress) => void;
  readonly signal: AbortSignal;
}

/**
 * The engine that transcribes through the service: upload, separation, MIDI. Every paid request is in
 * the journal before it is sent; a job for the same source that was cut off is gone on with.
 */
export function createApikleyEngine(config: ApikleyConfig): ApikleyEngine {
  return new ServiceEngine(config);
}

class ServiceEngine implements ApikleyEngine {
  readonly #config: ApikleyConfig;
  readonly #clock: Clock;
  readonly #memory: RouteMemory = { directRefused: false };

  constructor(config: ApikleyConfig) {
    this.#config = config;
    this.#clock = config.clock ?? systemClock;
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
    const connection = connect(this.#config, await this.#config.getKey());
    const call = { options, onProgress, signal };
    if (source.kind === 'audio') return this.#transcribeFile(connection, source.path, call);
    const recorder = await this.#recorderFor(source, connection, options);
    const run = this.#run(connection, recorder, call, false);
    return finish(run, () =>
      source.kind === 'separation'
        ? Promise.resolve({ taskId: source.taskId, stems: undefined, of: undefined })
        : separate(run, { kind: 'track', track: source }, 'split_stem'),
    );
  }

  async resume(
    job: Job,
    options: ApikleyOptions,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<ApikleyResult> {
    const connection = connect(this.#config, await this.#config.getKey());
    if (connection.baseUrl.origin !== job.service) {
      throw new StemstaveError(
        'nothing-to-resume',
        'This job belongs to another service than the one in the settings.',
      );
    }
    const recorder = JobRecorder.continue(this.#config.journal, this.#clock.now, job);
    const run = this.#run(connection, recorder, { options, onProgress, signal }, true);
    return finish(run, () => continuedSeparation(run));
  }

  async #transcribeFile(connection: Connection, path: string, call: Call): Promise<ApikleyResult> {
    const handle = await openRecording(path);
    try {
      const recording = await examine(handle, path, call.signal);
      const { name, sha256, sizeBytes } = recording;
      const source: JobSource = { kind: 'audio', name, sha256, sizeBytes };
      const recorder = await this.#recorderFor(source, connection, call.options);
      const run = this.#run(connection, recorder, call, false);
      const open = { handle, recording, host: connection.uploadBaseUrl.hostname };
      const route = call.options.route ?? 'auto';
      return await finish(run, () => separateRecording(run, open, route, this.#memory));
    } finally {
      await handle.close();
    }
  }

  /** A new job, or the one for the same source that has something paid for to go on with. */
  async #recorderFor(
    source: JobSource,
    { baseUrl }: Connection,
    options: ApikleyOptions,
  ): Promise<JobRecorder> {
    const { journal } = this.#config;
    const { now } = this.#clock;
    const { jobs } = options.fresh === true ? { jobs: [] } : await journal.load();
    const earlier = jobs.find(
      (job) =>
        job.service === baseUrl.origin &&
        isSameSource(job.source, source) &&
        isWorthContinuing(job, now()),
    );
    return earlier === undefined
      ? JobRecorder.begin(journal, now, baseUrl.origin, source)
      : JobRecorder.continue(journal, now, earlier);
  }

  #run(
    { client, key }: Connection,
    recorder: JobRecorder,
    { options, onProgress, signal }: Call,
    asksBeforePaying: boolean,
  ): Run {
    return {
      client,
      key,
      recorder,
      confirm: options.confirm,
      clock: this.#clock,
      progress: new StagedProgress(onProgress),
      signal,
      callbacks: this.#config.callbacks,
      coverModel: this.#config.coverModel ?? 'V5',
      asksBeforePaying,
    };
  }
}

async function finish(run: Run, separation: () => Promise<Separated>): Promise<ApikleyResult> {
  try {
    const { instruments, durationSec } = await notesOf(run, await separation());
    const { transcription, droppedNotes } = checkedTranscription(instruments, durationSec);
    if (transcription.instruments.length === 0) throw noNotes();
    await run.recorder.finish('done');
    return { transcription, receipt: receiptOf(run.recorder.job, droppedNotes) };
  } catch (error) {
    const goesOn =
      error instanceof CancelledError ||
      (error instanceof StemstaveError && error.action === 'check-again');
    if (!goesOn) await run.recorder.finish('failed');
    throw error;
  }
}
