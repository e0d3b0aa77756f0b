import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { assertNever, CancelledError, StemstaveError } from '../../errors.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { EngineProgress } from '../engine.ts';
import { ChildSlot } from './child-slot.ts';
import type { ConductorJob, JobMessage, ListenerJob, WorkerJob } from './messages.ts';
import { fromPlainError, toPlainError } from './plain-error.ts';
import type { StageTimes } from './stage-times.ts';
import { quietWorker } from './threads.ts';

/** A job is given up when it has shown no sign of life for this many checks in a row … */
const SILENT_CHECKS = 18;
/** … this far apart. A computer that slept misses one check, not all. */
const CHECK_EVERY_MS = 10_000;

export interface JobRequest {
  readonly workerPath: string;
  readonly assetsDir: string;
  readonly ffmpegProgram: string;
  readonly path: string;
  readonly listenerCount: number;
  readonly pitchBends: boolean;
  readonly onProgress: (progress: EngineProgress) => void;
}

export interface JobResult {
  readonly transcription: Transcription;
  readonly times: StageTimes;
}

/** The worker threads of one job. However the job ends, none of them, and no process of theirs, is left. */
export class JobThreads {
  private readonly workers: Worker[] = [];
  private readonly child = new ChildSlot();
  private silentChecks = 0;
  private lastFraction = 0;
  private readonly request: JobRequest;

  constructor(request: JobRequest) {
    this.request = request;
  }

  /** @throws {StemstaveError} what the job failed with; `CancelledError` when aborted */
  async run(signal: AbortSignal): Promise<JobResult> {
    let stopWatching = (): void => undefined;
    try {
      return await new Promise<JobResult>((resolve, reject) => {
        const cancel = (): void => {
          reject(new CancelledError());
        };
        signal.addEventListener('abort', cancel, { once: true });
        const watch = setInterval(() => {
          if (++this.silentChecks >= SILENT_CHECKS) reject(stuck());
        }, CHECK_EVERY_MS);
        stopWatching = () => {
          signal.removeEventListener('abort', cancel);
          clearInterval(watch);
        };
        this.start(resolve, reject);
      });
    } finally {
      stopWatching();
      await this.child.close();
      await Promise.all(this.workers.map((worker) => worker.terminate()));
    }
  }

  private start(resolve: (result: JobResult) => void, reject: (reason: Error) => void): void {
    const ports: MessagePort[] = [];
    for (let i = 0; i < this.request.listenerCount; i++) {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1);
      const job: ListenerJob = {
        role: 'listener',
        assetsDir: this.request.assetsDir,
        pitchBends: this.request.pitchBends,
        conductor: port2,
      };
      this.spawn(job, [port2], reject);
    }
    const { path, ffmpegProgram } = this.request;
    const childMemory = this.child.memory;
    const job: ConductorJob = {
      role: 'conductor',
      path,
      ffmpegProgram,
      childMemory,
      listeners: ports,
    };
    this.spawn(job, ports, reject).on('message', (message: JobMessage) => {
      this.receive(message, resolve, reject);
    });
  }

  private spawn(job: WorkerJob, ports: MessagePort[], reject: (reason: Error) => void): Worker {
    const worker = quietWorker(this.request.workerPath, { workerData: job, transferList: ports });
    worker.on('error', (error) => {
      reject(outOfMemory(error) ?? fromPlainError(toPlainError(error)));
    });
    worker.on('exit', (code) => {
      // After the end of the job this rejects a settled promise, which does nothing.
      reject(fromPlainError(toPlainError(new Error(`A ${job.role} thread ended with ${code}.`))));
    });
    this.workers.push(worker);
    return worker;
  }

  private receive(
    message: JobMessage,
    resolve: (result: JobResult) => void,
    reject: (reason: Error) => void,
  ): void {
    this.silentChecks = 0;
    switch (message.kind) {
      case 'progress':
        this.report(message.progress);
        return;
      case 'done':
        this.report({ fraction: 1, message: 'Done' });
        resolve({ transcription: message.transcription, times: message.times });
        return;
      case 'failed':
        reject(fromPlainError(message.error));
        return;
      default:
        assertNever(message);
    }
  }

  /** Estimates of the whole may change; what the user sees does not go back. */
  private report(progress: EngineProgress): void {
    this.lastFraction = Math.max(this.lastFraction, progress.fraction ?? 0);
    this.request.onProgress({ ...progress, fraction: this.lastFraction });
  }
}

function stuck(): StemstaveError {
  return new StemstaveError(
    'engine-stuck',
    'The transcription came to a halt and was stopped. The recording may be damaged: please export it again, or convert it to WAV.',
    { action: 'retry' },
  );
}

function outOfMemory(error: Error): StemstaveError | undefined {
  if (!('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined;
  return new StemstaveError(
    'out-of-memory',
    'There is not enough memory to transcribe this recording. Please close other programs, or cut it into shorter pieces.',
    { cause: error },
  );
}
