import type { EngineProgress } from '../engines/engine.ts';
import type { Transcription } from '../transcription/model.ts';
import type { TranscribeCommand } from './arguments.ts';

/** One way of getting notes from the recording a command names. */
export type Listen = (
  command: TranscribeCommand,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
) => Promise<{
  readonly transcription: Transcription;
  /** SHA-256 of the recording, hex. */
  readonly sourceSha256: string;
  /** Ids of the service's tasks by step; empty on device. */
  readonly taskIds: Readonly<Record<string, string>>;
  /** Puts the separated stems into a folder: downloads them, or separates them here. @returns the files' paths */
  readonly saveStems: (folder: string) => Promise<readonly string[]>;
}>;
