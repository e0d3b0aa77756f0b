import type { WorkMessage } from '../one-worker.ts';
import type { StemNotes } from './stem-notes.ts';

/** What the worker is started with. */
export interface SeparationJob {
  readonly path: string;
  readonly ffmpegProgram: string;
  readonly notes: StemNotes;
  /** Stems are written as this with a number and `.part` behind it. */
  readonly outPrefix: string;
}

/** A stem that lies in a file without its name yet. */
export interface WrittenStem {
  readonly name: string;
  readonly path: string;
}

export type SeparationMessage = WorkMessage<readonly WrittenStem[]>;
