import type { EngineProgress } from '../engines/engine.ts';
import type { Provenance } from '../formats/midi/document.ts';
import type { Transcription } from '../transcription/model.ts';
import type { TranscribeCommand } from './arguments.ts';

/** What came of a recording. */
export interface Heard {
  readonly transcription: Transcription;
  readonly provenance: Provenance;
  /** Puts the separated stems into a folder: downloads them, or separates them here. @returns the files' paths */
  readonly saveStems: (folder: string) => Promise<readonly string[]>;
}

/**
 * One way of getting notes from the recording a command names.
 * @param scorePath where the `.mid` is going to be; absolute
 */
export type Listen = (
  command: TranscribeCommand,
  scorePath: string,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
) => Promise<Heard>;
