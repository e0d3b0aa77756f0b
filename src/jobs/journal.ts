import type { Job } from './job.ts';

/** Where jobs are kept, so that a cut-off one is found again and not paid for twice. */
export interface JobJournal {
  /**
   * Writes the whole record, in one piece: after a crash it is the old one or the new one. Resolves
   * once it will survive the computer losing power.
   * @throws {StemstaveError} `journal-failed`; then nothing may be sent that costs money
   */
  save(job: Job): Promise<void>;
  /**
   * All jobs, latest first, and the records that make no sense here.
   * @throws {StemstaveError} `journal-failed` if one that is there cannot be read at the moment
   */
  load(): Promise<JournalContents>;
}

export interface JournalContents {
  readonly jobs: readonly Job[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** A damaged record, or one of a later version. */
export interface UnreadableRecord {
  readonly name: string;
  readonly text: string;
}
