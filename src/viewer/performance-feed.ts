import type {
  NotesAnswer,
  PlaybackOpened,
  RecordingAnswer,
  RecordingBytes,
  RecordingOffer,
} from '../protocol/host-messages.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { HeardNotes } from '../protocol/performance.ts';
import type { Bridge } from './bridge.ts';

/** What the host answers to a feed. */
export type FeedAnswer = PlaybackOpened | NotesAnswer | RecordingAnswer | RecordingBytes;

/** All notes of one instrument as they were played, by `noteIndex`; sorted by start. */
export interface PlayedNotes {
  readonly pitches: Uint8Array;
  readonly startsSec: Float64Array;
  readonly endsSec: Float64Array;
  readonly velocities: Float32Array;
  readonly confidences: Float32Array;
}

/** Why there is no recording, in a sentence for a person. */
export class NoRecordingError extends Error {}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * What was played, as opposed to what is written: asked for at first use, in pieces, and kept. One
 * for each score opened; nothing of it is asked for before somebody wants it.
 */
export class PerformanceFeed {
  readonly revision: number;
  readonly #bridge: Pick<Bridge, 'send'>;
  readonly #notes = new Map<number, Promise<PlayedNotes>>();
  readonly #pieces = new Map<number, Waiting<HeardNotes>>();
  readonly #bytes = new Map<number, Waiting<RecordingBytes>>();
  #opening:
    | { readonly promise: Promise<PlaybackOpened>; readonly waiting: Waiting<PlaybackOpened> }
    | undefined;
  #offering:
    | { readonly promise: Promise<RecordingOffer>; readonly waiting: Waiting<RecordingOffer> }
    | undefined;
  #nextRequestId = 0;

  constructor(revision: number, bridge: Pick<Bridge, 'send'>) {
    this.revision = revision;
    this.#bridge = bridge;
  }

  /** The timeline and the instruments. */
  opened(): Promise<PlaybackOpened> {
    if (this.#opening === undefined) {
      this.#opening = pending();
      this.#bridge.send({ type: 'request-playback', revision: this.revision });
    }
    return this.#opening.promise;
  }

  /** @param instrument index into the instruments */
  notes(instrument: number): Promise<PlayedNotes> {
    const known = this.#notes.get(instrument) ?? this.#loadNotes(instrument);
    this.#notes.set(instrument, known);
    return known;
  }

  /** @throws {NoRecordingError} if there is none */
  recording(): Promise<RecordingOffer> {
    if (this.#offering === undefined) {
      this.#offering = pending();
      this.#bridge.send({ type: 'request-recording', revision: this.revision });
    }
    return this.#offering.promise;
  }

  /**
   * The whole file of the recording.
   * @param onProgress told the share that has come, 0–1
   * @throws {NoRecordingError} if there is none, or none any more
   */
  async recordingBytes(onProgress: (share: number) => void): Promise<ArrayBuffer> {
    const { byteLength } = await this.recording();
    const whole = new Uint8Array(byteLength);
    for (let offset = 0; offset < byteLength;) {
      const requestId = this.#nextRequestId++;
      const { promise, waiting } = pending<RecordingBytes>();
      this.#bytes.set(requestId, waiting);
      this.#bridge.send({
        type: 'request-recording-bytes',
        revision: this.revision,
        requestId,
        offset,
      });
      const { bytes } = await promise;
      // A file that shrank or grew since it was offered is not the one that was offered.
      if (bytes.byteLength === 0 || offset + bytes.byteLength > byteLength) {
        throw new NoRecordingError('The recording has changed on disk.');
      }
      whole.set(new Uint8Array(bytes), offset);
      offset += bytes.byteLength;
      onProgress(offset / byteLength);
    }
    return whole.buffer;
  }

  /** An answer about this score has come. */
  receive(answer: FeedAnswer): void {
    switch (answer.type) {
      case 'playback':
        this.#opening?.waiting.resolve(answer);
        return;
      case 'notes':
        this.#pieces.get(answer.requestId)?.resolve(answer.notes);
        this.#pieces.delete(answer.requestId);
        return;
      case 'recording':
        this.#offered(answer);
        return;
      case 'recording-bytes':
        this.#bytes.get(answer.requestId)?.resolve(answer);
        this.#bytes.delete(answer.requestId);
        return;
    }
  }

  #offered({ recording, sentence }: RecordingAnswer): void {
    if (recording !== null) {
      this.#offering?.waiting.resolve(recording);
      return;
    }
    const reason = new NoRecordingError(sentence);
    this.#offering?.waiting.reject(reason);
    for (const { reject } of this.#bytes.values()) reject(reason);
    this.#bytes.clear();
  }

  async #loadNotes(instrument: number): Promise<PlayedNotes> {
    const { instruments } = await this.opened();
    const noteCount = instruments[instrument]?.noteCount ?? 0;
    const played = {
      pitches: new Uint8Array(noteCount),
      startsSec: new Float64Array(noteCount),
      endsSec: new Float64Array(noteCount),
      velocities: new Float32Array(noteCount),
      confidences: new Float32Array(noteCount),
    };
    const pieces = Array.from({ length: Math.ceil(noteCount / LIMITS.notesPerRange) }, (_, i) =>
      this.#loadPiece(instrument, i * LIMITS.notesPerRange),
    );
    for (const piece of await Promise.all(pieces)) {
      const { first } = piece;
      played.pitches.set(piece.pitches, first);
      played.startsSec.set(piece.startsSec, first);
      played.endsSec.set(piece.endsSec, first);
      played.velocities.set(piece.velocities, first);
      played.confidences.set(piece.confidences, first);
    }
    return played;
  }

  #loadPiece(instrument: number, first: number): Promise<HeardNotes> {
    const requestId = this.#nextRequestId++;
    const { promise, waiting } = pending<HeardNotes>();
    this.#pieces.set(requestId, waiting);
    const count = LIMITS.notesPerRange;
    const { revision } = this;
    this.#bridge.send({ type: 'request-notes', revision, requestId, instrument, first, count });
    return promise;
  }
}

function pending<Answer>(): { promise: Promise<Answer>; waiting: Waiting<Answer> } {
  let waiting: Waiting<Answer> | undefined;
  const promise = new Promise<Answer>((resolve, reject) => {
    waiting = { resolve, reject };
  });
  // Whoever asked hears of a failure; nobody else has to.
  promise.catch(() => undefined);
  if (waiting === undefined) throw new Error('A promise runs its executor at once.');
  return { promise, waiting };
}
