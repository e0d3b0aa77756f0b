import type { EngineProgress } from '../engines/engine.ts';
import type { Transcription } from '../transcription/model.ts';
import type { Command } from './arguments.ts';

/** One way of getting notes from the recording a command names. */
export type Listen = (
  command: Command & { readonly kind: 'transcribe' },
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
) => Promise<{
  readonly transcription: Transcription;
  /** Ids of the service's tasks by step; empty on device. */
  readonly taskIds: Readonly<Record<string, string>>;
  /** Puts the separated stems into a folder: downloads them, or separates them here. @returns the files' paths */
  readonly saveStems: (folder: string) => Promise<readonly string[]>;
}>;
