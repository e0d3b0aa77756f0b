import * as vscode from 'vscode';
import type { EngineProgress } from '../../engines/engine.ts';
import type { StemstaveError } from '../../errors.ts';

export type LivePhase = 'waiting' | 'running' | 'failed' | 'done';

/** A transcription of this window, from the command that asked for it on. */
export interface LiveJob {
  readonly id: number;
  readonly title: string;
  readonly engine: 'on-device' | 'apikley';
  /** The recording; `undefined` for tasks of the service. */
  readonly recording: vscode.Uri | undefined;
  readonly startedAtMs: number;
  readonly phase: LivePhase;
  readonly progress: EngineProgress | undefined;
  /** The record of the job at the service, once there is one. */
  readonly journalId: string | undefined;
  /** Something was paid for: to cancel now only ends the wait. */
  readonly isCharged: boolean;
  readonly error: StemstaveError | undefined;
  readonly result: vscode.Uri | undefined;
  /** The score whose tab shows what is heard so far, where the engine tells. */
  readonly heardIn: vscode.Uri | undefined;
  /** Ends the work of a job that waits or runs. */
  readonly cancel: () => void;
  /** Does the same again, or goes on with it. */
  readonly retry: () => void;
}

export type LiveChange = Partial<
  Pick<LiveJob, 'phase' | 'progress' | 'journalId' | 'isCharged' | 'error' | 'result' | 'heardIn'>
>;

/** Ended jobs of one window that are remembered. */
const MAX_ENDED = 50;

/** The transcriptions of this window, latest first. */
export class LiveJobs implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #jobs: readonly LiveJob[] = [];
  #nextId = 1;

  get all(): readonly LiveJob[] {
    return this.#jobs;
  }

  /** @returns the job's number, by which it is changed */
  add(about: Pick<LiveJob, 'title' | 'engine' | 'recording' | 'cancel' | 'retry'>): number {
    const id = this.#nextId++;
    const job: LiveJob = {
      ...about,
      id,
      startedAtMs: Date.now(),
      phase: 'waiting',
      progress: undefined,
      journalId: undefined,
      isCharged: false,
      error: undefined,
      result: undefined,
      heardIn: undefined,
    };
    // Another go at the same thing takes the place of the one that ended.
    const others = this.#jobs.filter((other) => isActive(other) || !isSame(other, job));
    const ended = others.filter((other) => !isActive(other)).slice(MAX_ENDED - 1);
    this.#jobs = [job, ...others.filter((other) => !ended.includes(other))];
    this.#changed.fire();
    return id;
  }

  change(id: number, change: LiveChange): void {
    this.#jobs = this.#jobs.map((job) => (job.id === id ? { ...job, ...change } : job));
    this.#changed.fire();
  }

  remove(id: number): void {
    this.#jobs = this.#jobs.filter((job) => job.id !== id);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Whether a job has not come to its end. */
export function isActive({ phase }: LiveJob): boolean {
  return phase === 'waiting' || phase === 'running';
}

function isSame(a: LiveJob, b: LiveJob): boolean {
  return (
    a.engine === b.engine &&
    a.title === b.title &&
    a.recording?.toString() === b.recording?.toString()
  );
}
