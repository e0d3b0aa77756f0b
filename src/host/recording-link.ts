import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Provenance } from '../formats/midi/document.ts';
import type { RecordingAnswer, RecordingBytes } from '../protocol/host-messages.ts';
import { LIMITS } from '../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { findRecording, type FoundRecording } from './find-recording.ts';
import { logError } from './log-error.ts';

/** Hands one view the recording of its score, piece by piece; the view never learns where it lies. */
export class RecordingLink {
  readonly #score: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #ending = new AbortController();
  #found: FoundRecording | undefined;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(score: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#score = score;
    this.#log = log;
  }

  dispose(): void {
    this.#ending.abort();
    this.#bytes = undefined;
  }

  /** Looks for the recording. Never throws. */
  async offer(revision: number, provenance: Provenance | undefined): Promise<RecordingAnswer> {
    this.#bytes = undefined;
    try {
      this.#found = await findRecording(this.#score, provenance, this.#ending.signal);
    } catch (error) {
      this.#found = undefined;
      if (!this.#ending.signal.aborted) logError(error, this.#log);
    }
    const found = this.#found;
    if (found !== undefined) this.#log.info(`The recording is ${basename(found.uri.path)}.`);
    return recordingAnswer(
      revision,
      found,
      vscode.l10n.t('The recording is not beside this score.'),
    );
  }

  /** A piece, or word that there is none to be had any more. Never throws. */
  async piece(
    revision: number,
    request: { readonly requestId: number; readonly offset: number },
  ): Promise<RecordingBytes | RecordingAnswer> {
    const { requestId, offset } = request;
    const gone = recordingAnswer(
      revision,
      undefined,
      vscode.l10n.t('The recording cannot be read any more.'),
    );
    if (this.#found === undefined) return gone;
    this.#bytes ??= Promise.resolve(vscode.workspace.fs.readFile(this.#found.uri));
    try {
      const all = await this.#bytes;
      const end = Math.min(offset + LIMITS.bytesPerRange, all.byteLength);
      if (offset >= end) return gone;
      // A plain ArrayBuffer crosses to the view without being turned into text.
      const bytes = new Uint8Array(all.subarray(offset, end)).buffer;
      // The view keeps what it has read; holding the file here as well would serve nobody.
      if (end === all.byteLength) this.#bytes = undefined;
      return {
        version: PROTOCOL_VERSION,
        type: 'recording-bytes',
        revision,
        requestId,
        offset,
        bytes,
      };
    } catch (error) {
      this.#bytes = undefined;
      logError(error, this.#log);
      return gone;
    }
  }
}

function recordingAnswer(
  revision: number,
  found: FoundRecording | undefined,
  whyNot: string,
): RecordingAnswer {
  const recording =
    found === undefined
      ? null
      : {
          name: basename(found.uri.path).slice(0, LIMITS.nameLength),
          byteLength: found.byteLength,
        };
  const sentence = recording === null ? whyNot : '';
  return { version: PROTOCOL_VERSION, type: 'recording', revision, recording, sentence };
}
