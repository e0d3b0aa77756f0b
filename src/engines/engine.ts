import type { NoteEvent, Transcription } from '../transcription/model.ts';

/** How far a transcription has come. `fraction` never goes backwards within one job. */
export interface EngineProgress {
  /** 0–1 over the whole job; `undefined` while the engine cannot tell. */
  readonly fraction: number | undefined;
  /** What is happening, as a short phrase in the present continuous ("Listening for notes"). */
  readonly message: string;
  /** Notes that begin clearly in what has been heard so far; absent where the engine does not count. */
  readonly notesSoFar?: number;
  /** Length of the recording in seconds, once it is known. */
  readonly durationSec?: number;
  /** What is new since the last time; absent where nothing is. */
  readonly notesHeard?: NotesHeard;
}

/**
 * What begins clearly in a stretch of the recording. Stretches come in order and adjoin. A first
 * impression: what the notes are in the end, all of the sound decides.
 */
export interface NotesHeard {
  /** Where the stretch ends, in seconds from the start of the recording. */
  readonly heardToSec: number;
  /** By time. */
  readonly notes: readonly HeardNote[];
}

export interface HeardNote extends Pick<NoteEvent, 'pitch' | 'startSec' | 'endSec'> {
  /** 0–1. */
  readonly confidence: number;
  /** No note of its own: one that sounded at the end of the stretch before goes on. */
  readonly isContinued: boolean;
}

/**
 * One way of turning audio into notes. An engine shows no UI and reads no settings: it gets options,
 * returns a result or throws a `StemstaveError`.
 */
export interface Engine<Source, Options> {
  /**
   * @param onProgress called often; must be cheap
   * @param signal aborts the work; the promise then rejects with `CancelledError`
   * @throws {StemstaveError}
   */
  transcribe(
    source: Source,
    options: Options,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<Transcription>;
}

/** A recording on the local disk. */
export interface AudioFile {
  /** Absolute path. Engines read it, and never write beside it. */
  readonly path: string;
}
