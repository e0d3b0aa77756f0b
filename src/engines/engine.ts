import type { Transcription } from '../transcription/model.ts';

/** How far a transcription has come. `fraction` never goes backwards within one job. */
export interface EngineProgress {
  /** 0–1 over the whole job; `undefined` while the engine cannot tell. */
  readonly fraction: number | undefined;
  /** What is happening, as a short phrase in the present continuous ("Listening for notes"). */
  readonly message: string;
  /** Notes that begin clearly in what has been heard so far; absent where the engine does not count. */
  readonly notesSoFar?: number;
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
