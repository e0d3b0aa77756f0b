import type { PlainError } from '../on-device/messages.ts';

/** What the worker is started with. */
export interface CopyJob {
  readonly path: string;
  readonly ffmpegProgram: string;
  /** Where the copy goes; `undefined` only measures. */
  readonly outPath: string | undefined;
}

/** From the worker. */
export type CopyMessage =
  | { readonly kind: 'progress'; readonly fraction: number }
  /** A process that the worker started, to be ended with it; `undefined` when it is gone. */
  | { readonly kind: 'process'; readonly pid: number | undefined }
  | { readonly kind: 'done'; readonly durationSec: number }
  | { readonly kind: 'failed'; readonly error: PlainError };
