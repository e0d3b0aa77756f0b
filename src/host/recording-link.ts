import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Provenance } from '../formats/midi/document.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { RecordingAnswer, RecordingBytes } from '../protocol/performance-messages.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { FilePieces } from './file-pieces.ts';
import { findRecording, type FoundSound } from './find-recording.ts';
import { findStems } from './find-stems.ts';
import { logError } from './log-error.ts';

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

  /** Looks for the recording and its stems; reads nothing of them. Never throws. */
  async offer(performanceId: number, provenance: Provenance | undefined): Promise<RecordingAnswer> {
    const { signal } = this.#ending;
    const [recording, stems = []] = await Promise.all([
      this.#attempt(findRecording(this.#score, provenance, signal)),
      this.#attempt(findStems(this.#score, provenance)),
    ]);
    this.#recording = recording && new FilePieces(recording.uri);
    this.#stems = stems.map(({ uri }) => new FilePieces(uri));
    if (recording !== undefined) {
      this.#log.info(`The recording is ${basename(recording.uri.path)}; ${stems.length} stems.`);
    }
    return {
      version: PROTOCOL_VERSION,
      type: 'recording',
      performanceId,
      recording: recording === undefined ? null : offerOf(recording, basename(recording.uri.path)),
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
    },
  ): Promise<RecordingBytes> {
    const { requestId, stem, offset } = request;
    const file = stem === null ? this.#recording : this.#stems[stem];
    const read = file && (await this.#attempt(file.read(offset, LIMITS.bytesPerRange)));
    const bytes = read === undefined || read.byteLength === 0 ? null : read;
    return { version: PROTOCOL_VERSION, type: 'recording-bytes', performanceId, requestId, bytes };
  }

  async #attempt<Result>(work: Promise<Result>): Promise<Result | undefined> {
    try {
      return await work;
    } catch (error) {
      if (!this.#ending.signal.aborted) logError(error, this.#log);
      return undefined;
    }
  }
}

function offerOf(
  { byteLength }: FoundSound,
  name: string,
): { readonly name: string; readonly byteLength: number } {
  return { name: name.slice(0, LIMITS.nameLength), byteLength };
}
