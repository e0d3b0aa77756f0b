import type { MessagePort } from 'node:worker_threads';
import type { ErrorAction } from '../../errors.ts';
import type { Transcription } from '../../transcription/model.ts';
import type { EngineProgress } from '../engine.ts';
import type { Chunk } from './basic-pitch/chunker.ts';
import type { Activations } from './basic-pitch/model.ts';
import type { StageTimes } from './stage-times.ts';

/** What a worker is started with: one conductor per job, and the listeners it hands sound to. */
export type WorkerJob = ConductorJob | ListenerJob;

export interface ConductorJob {
  readonly role: 'conductor';
  readonly path: string;
  readonly ffmpegProgram: string;
  /** Of the `ChildSlot` for its process. */
  readonly childMemory: SharedArrayBuffer;
  /** One port to each listener. */
  readonly listeners: readonly MessagePort[];
}

export interface ListenerJob {
  readonly role: 'listener';
  readonly assetsDir: string;
  /** Whether to say how far from their keys notes sound. */
  readonly pitchBends: boolean;
  /** Where chunks come from and activations go to. */
  readonly conductor: MessagePort;
}

/** From the conductor to the main thread. */
export type JobMessage =
  | { readonly kind: 'progress'; readonly progress: EngineProgress }
  | { readonly kind: 'done'; readonly transcription: Transcription; readonly times: StageTimes }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** From a listener to the conductor. */
export type ListenerMessage =
  | ({
      readonly kind: 'heard';
      readonly chunk: Chunk['index'];
      readonly busyMs: number;
    } & Activations)
  | { readonly kind: 'failed'; readonly error: PlainError };

/** An error that has crossed a thread: classes do not survive that. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly action: ErrorAction | undefined;
  /** The stack of the error underneath, for logs. */
  readonly details: string;
}
