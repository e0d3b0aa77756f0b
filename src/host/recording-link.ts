import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Provenance } from '../formats/midi/document.ts';
import { LIMITS } from '../protocol/limits.ts';
import type {
  RecordingAnswer,
  RecordingBytes,
  SoundOffer,
} from '../protocol/performance-messages.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { FileChangedError } from './disk-pieces.ts';
import { FilePieces } from './file-pieces.ts';
import { findRecording, type FoundSound } from './find-recording.ts';
import { findStems } from './find-stems.ts';
import { logError } from './log-error.ts';
import { streamedLayout } from './streamed-layout.ts';

/**
 * Hands one view the recording of its score, and the stems of the recording, piece by piece; the
 * view never learns where they lie.
 */
export class RecordingLink {
  readonly #score: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #ending = new AbortController();
  #recording: FilePieces | undefined;
  #stems: readonly FilePieces[] = [];

  constructor(score: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#score = score;
    this.#log = log;
  }

  dispose(): void {
    this.#ending.abort();
    this.#recording = undefined;
    this.#stems = [];
  }

  /** Looks for the recording and its stems; reads no sound of them. Never throws. */
  async offer(performanceId: number, provenance: Provenance | undefined): Promise<RecordingAnswer> {
    const { signal } = this.#ending;
    const [recording, stems = []] = await Promise.all([
      this.#attempt(findRecording(this.#score, provenance, signal)),
      this.#attempt(findStems(this.#score, provenance)),
    ]);
    const pcm = recording && (await this.#attempt(streamedLayout(recording)));
    this.#recording = recording && new FilePieces(recording);
    this.#stems = stems.map((stem) => new FilePieces(stem));
    if (recording !== undefined) {
      this.#log.info(`The recording is ${basename(recording.uri.path)}; ${stems.length} stems.`);
    }
    return {
      version: PROTOCOL_VERSION,
      type: 'recording',
      performanceId,
      recording:
        recording === undefined
          ? null
          : { ...offerOf(recording, basename(recording.uri.path)), pcm: pcm ?? null },
      sentence:
        recording === undefined ? vscode.l10n.t('The recording is not beside this score.') : '',
      stems: stems.map((stem) => {
        const { path } = stem.uri;
        return offerOf(stem, basename(path, extname(path)));
      }),
    };
  }

  /** A piece, or word that there is none to be had any more. Never throws. */
  async piece(
    performanceId: number,
    request: {
      readonly requestId: number;
      readonly stem: number | null;
      readonly offset: number;
      readonly byteCount: number;
    },
  ): Promise<RecordingBytes> {
    const { requestId, stem, offset, byteCount } = request;
    const file = stem === null ? this.#recording : this.#stems[stem];
    const answer = {
      version: PROTOCOL_VERSION,
      type: 'recording-bytes',
      performanceId,
      requestId,
    } as const;
    try {
      const bytes = await file?.read(offset, byteCount);
      const isThere = bytes !== undefined && bytes.byteLength > 0;
      return { ...answer, bytes: isThere ? bytes : null, isChanged: false };
    } catch (error) {
      this.#note(error);
      return { ...answer, bytes: null, isChanged: error instanceof FileChangedError };
    }
  }

  async #attempt<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      this.#note(error);
      return undefined;
    }
  }

  #note(error: unknown): void {
    if (!this.#ending.signal.aborted) logError(error, this.#log);
  }
}

function offerOf({ byteLength }: FoundSound, name: string): SoundOffer {
  return { name: name.slice(0, LIMITS.nameLength), byteLength };
}
