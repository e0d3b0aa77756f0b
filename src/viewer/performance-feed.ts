import type {
  NotesAnswer,
  PlaybackOpened,
  RecordingAnswer,
  RecordingBytes,
  SoundOffer,
} from '../protocol/performance-messages.ts';
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

/** A file to be heard is not there, or not any more; in a sentence for a person. */
export class NoSoundError extends Error {}

/** An answer that is on its way, and what is called with it. */
interface Pending<Answer> {
  readonly promise: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
}

/**
 * What was played, as opposed to what is written: asked for at first use, in pieces, and kept. One
 * for each performance, however it is arranged; nothing of it is asked for before somebody wants it.
 */
export class PerformanceFeed {
  readonly performanceId: number;
  readonly #bridge: Pick<Bridge, 'send'>;
  readonly #notes = new Map<number, Promise<PlayedNotes>>();
  readonly #pieces = new Map<number, (notes: HeardNotes) => void>();
  readonly #bytes = new Map<number, (answer: RecordingBytes) => void>();
  #opening: Pending<PlaybackOpened> | undefined;
  #offering: Pending<RecordingAnswer> | undefined;
  #nextRequestId = 0;
  #heardOf: (offer: RecordingAnswer) => void = () => undefined;

  constructor(performanceId: number, bridge: Pick<Bridge, 'send'>) {
    this.performanceId = performanceId;
    this.#bridge = bridge;
  }

  /** The timeline and the instruments. */
  opened(): Promise<PlaybackOpened> {
    if (this.#opening === undefined) {
      this.#opening = pending();
      this.#bridge.send({ type: 'request-playback', performanceId: this.performanceId });
    }
    return this.#opening.promise;
  }

  /** @param instrument index into the instruments */
  notes(instrument: number): Promise<PlayedNotes> {
    const known = this.#notes.get(instrument) ?? this.#loadNotes(instrument);
    this.#notes.set(instrument, known);
    return known;
  }

  /** Calls `listener` whenever what lies beside the score is told, asked for or not: stems come and go. */
  onRecording(listener: (offer: RecordingAnswer) => void): void {
    this.#heardOf = listener;
  }

  /** What lies beside the score to be heard. */
  recording(): Promise<RecordingAnswer> {
    if (this.#offering === undefined) {
      this.#offering = pending();
      this.#bridge.send({ type: 'request-recording', performanceId: this.performanceId });
    }
    return this.#offering.promise;
  }

  /**
   * A file that was offered, piece by piece; nothing of it is kept here.
   * @param stem index into the stems; `null` for the recording
   * @param take called with each piece, in order
   * @throws {NoSoundError} if it cannot be had any more
   */
  async pieces(
    offer: SoundOffer,
    stem: number | null,
    take: (piece: ArrayBuffer) => void,
  ): Promise<void> {
    await this.#read(offer, { stem, from: 0, to: offer.byteLength }, take);
  }

  /**
   * Some bytes of the recording that was offered.
   * @throws {NoSoundError} if they cannot be had any more
   */
  async stretch(offer: SoundOffer, from: number, to: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(to - from);
    let length = 0;
    await this.#read(offer, { stem: null, from, to }, (piece) => {
      bytes.set(new Uint8Array(piece), length);
      length += piece.byteLength;
    });
    return bytes;
  }

  async #read(
    { name }: SoundOffer,
    {
      stem,
      from,
      to,
    }: { readonly stem: number | null; readonly from: number; readonly to: number },
    take: (piece: ArrayBuffer) => void,
  ): Promise<void> {
    const { performanceId } = this;
    for (let offset = from; offset < to;) {
      const requestId = this.#nextRequestId++;
      const { promise, resolve } = pending<RecordingBytes>();
      this.#bytes.set(requestId, resolve);
      const byteCount = Math.min(LIMITS.bytesPerRange, to - offset);
      const type = 'request-recording-bytes';
      this.#bridge.send({ type, performanceId, requestId, stem, offset, byteCount });
      const { bytes, isChanged } = await promise;
      // A file that shrank since it was offered is not the one that was offered.
      if (isChanged || bytes?.byteLength === 0 || (bytes?.byteLength ?? 0) > byteCount) {
        throw new NoSoundError(`${name} has changed on disk.`);
      }
      if (bytes === null) throw new NoSoundError(`${name} cannot be read any more.`);
      take(bytes);
      offset += bytes.byteLength;
    }
  }

  /** An answer about this score has come. */
  receive(answer: FeedAnswer): void {
    switch (answer.type) {
      case 'playback':
        this.#opening?.resolve(answer);
        return;
      case 'notes':
        this.#pieces.get(answer.requestId)?.(answer.notes);
        this.#pieces.delete(answer.requestId);
        return;
      case 'recording':
        this.#offering?.resolve(answer);
        this.#heardOf(answer);
        return;
      case 'recording-bytes':
        this.#bytes.get(answer.requestId)?.(answer);
        this.#bytes.delete(answer.requestId);
        return;
    }
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
    const { promise, resolve } = pending<HeardNotes>();
    this.#pieces.set(requestId, resolve);
    const count = LIMITS.notesPerRange;
    const { performanceId } = this;
    this.#bridge.send({
      type: 'request-notes',
      performanceId,
      requestId,
      instrument,
      first,
      count,
    });
    return promise;
  }
}

function pending<Answer>(): Pending<Answer> {
  let resolve: ((answer: Answer) => void) | undefined;
  const promise = new Promise<Answer>((settle) => {
    resolve = settle;
  });
  if (resolve === undefined) throw new Error('A promise runs its executor at once.');
  return { promise, resolve };
}
