import type { WorkMessage } from '../on-device/one-worker.ts';

/** What the worker is started with. */
export interface CopyJob {
  readonly path: string;
  readonly ffmpegProgram: string;
  /** Where the copy goes; `undefined` only measures. */
  readonly outPath: string | undefined;
}

/** From the worker: in the end, the length of the recording in seconds. */
export type CopyMessage = WorkMessage<number>;
