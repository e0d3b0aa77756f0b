import { LIMITS } from '../../protocol/limits.ts';
import type {
  RecordingAnswer,
  RecordingOffer,
  SoundOffer,
} from '../../protocol/performance-messages.ts';
import { NoSoundError, type PerformanceFeed } from '../performance-feed.ts';
import { RECORDING_TRACK, type Samples } from './engine/messages.ts';
import { playsRecording, playsStems, type Available, type Mix, type Source } from './mix.ts';
import { RecordingStream } from './recording-stream.ts';
import type { SoundOutput } from './sound-output.ts';
import { stemGains, type Stem } from './stem-mix.ts';
import { tieStems } from './tie-stems.ts';

/** Samples of stems held at most: an hour of stereo altogether is a little under. */
const MOST_STEM_BYTES = 768 * 2 ** 20;
const BYTES_PER_FRAME = 4;

/** The recording, as far as it is known. */
export type RecordingState =
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly name: string }
  | { readonly kind: 'none'; readonly sentence: string }
  /** It was offered, but cannot be heard, or not any more. */
  | { readonly kind: 'lost'; readonly sentence: string };

/** What is being fetched: share of all the bytes wanted at this time, 0–1. */
export interface Loading {
  readonly name: string;
  readonly share: number;
}

interface Wanted {
  readonly track: number;
  readonly offer: SoundOffer;
}

/**
 * The recording and its stems: what there is, and how much of it the sound engine has. Nothing is
 * fetched before it is to be heard, and of the stems only those that are; one at a time, since each
 * takes ten times its size while it is decoded.
 */
export class Tracks {
  readonly #feed: PerformanceFeed;
  readonly #log: (text: string) => void;
  readonly #changed: () => void;
  #recording: RecordingState = { kind: 'searching' };
  #offer: RecordingOffer | undefined;
  #stream: RecordingStream | undefined;
  #stems: readonly Stem[] = [];
  #durationSec = 0;
  #looking: Promise<void> | undefined;
  readonly #loads = new Map<number, Promise<void>>();
  /** Tracks that have come, or will not. */
  readonly #settled = new Set<number>();
  #hasTurnedToStems = false;
  /** Why a stem is not heard, by its name. */
  readonly #failures = new Map<string, string>();
  #output: SoundOutput | undefined;
  #queue: Promise<void> = Promise.resolve();
  #loading: Loading | undefined;
  #waitingBytes = 0;
  #comeBytes = 0;
  #heldBytes = 0;

  /** @param changed called whenever anything of this is another */
  constructor(feed: PerformanceFeed, log: (text: string) => void, changed: () => void) {
    this.#feed = feed;
    this.#log = log;
    this.#changed = changed;
  }

  get recording(): RecordingState {
    return this.#recording;
  }

  get stems(): readonly Stem[] {
    return this.#stems;
  }

  get available(): Available {
    return {
      hasRecording: this.#recording.kind === 'found',
      hasStems: this.#stems.length > 0,
    };
  }

  /** `undefined` while nothing is fetched. */
  get loading(): Loading | undefined {
    return this.#loading;
  }

  /** Why a stem cannot be heard, in a sentence; `undefined` if it can. */
  failureOf(stem: Stem): string | undefined {
    return this.#failures.get(stem.name);
  }

  /** Asks what there is; the first time only. */
  look(): Promise<void> {
    this.#looking ??= this.#ask();
    return this.#looking;
  }

  /** Loudness of each track that is wanted, the recording first, when this source plays. */
  wantedGains(mix: Mix, source: Source): number[] {
    const stems = playsStems(source) ? stemGains(mix, this.#stems) : this.#stems.map(() => 0);
    return [playsRecording(source) ? 1 : 0, ...stems];
  }

  /**
   * Loudness of each track by what has come so far: until all the stems are there, the recording, if
   * it is, sounds in their place.
   */
  heardGains(wanted: readonly number[]): number[] {
    const isWhole = wanted.every((gain, track) => gain === 0 || this.#settled.has(track));
    const hasStems = wanted.some((gain, track) => gain > 0 && track !== RECORDING_TRACK);
    this.#hasTurnedToStems = hasStems && (isWhole || this.#hasTurnedToStems);
    const waits = hasStems && !this.#hasTurnedToStems && this.#settled.has(RECORDING_TRACK);
    return waits ? wanted.map((_, track) => Number(track === RECORDING_TRACK)) : [...wanted];
  }

  /** The engine needs these chunks of the recording, which is streamed. */
  want(chunks: readonly number[]): void {
    this.#stream?.want(chunks);
  }

  /** What is still on its way goes nowhere. */
  close(): void {
    this.#stream?.close();
  }

  /** Brings the tracks that are heard into the engine; those that are there already stay. */
  async load(output: SoundOutput, gains: readonly number[]): Promise<void> {
    this.#output = output;
    const offers = [this.#offer, ...this.#stems];
    const wanted = gains.flatMap((gain, track): Wanted[] => {
      const offer = offers[track];
      return gain > 0 && offer !== undefined ? [{ track, offer }] : [];
    });
    await Promise.all(wanted.map((each) => this.#once(output, each)));
  }

  #once(output: SoundOutput, wanted: Wanted): Promise<void> {
    const known = this.#loads.get(wanted.track);
    if (known !== undefined) return known;
    this.#waitingBytes += wanted.offer.byteLength;
    const loading = this.#queue.then(() => this.#fetch(output, wanted));
    this.#queue = loading;
    this.#loads.set(wanted.track, loading);
    return loading;
  }

  async #ask(): Promise<void> {
    await this.#take(await this.#feed.recording());
    this.#feed.onRecording((offer) => {
      void this.#take(offer);
    });
  }

  async #take({ recording, sentence, stems }: RecordingAnswer): Promise<void> {
    const { instruments, durationSec } = await this.#feed.opened();
    this.#durationSec = durationSec;
    this.#forgetOther(recording ?? undefined);
    this.#offer = recording ?? undefined;
    this.#recording = recording === null ? { kind: 'none', sentence } : stateOf(recording);
    const tied = tieStems(
      stems.map(({ name }) => name),
      instruments,
    );
    this.#forgetStems();
    this.#stems = stems.map((stem, i) => ({ ...stem, partIds: tied[i] ?? [] }));
    this.#changed();
  }

  /** What is heard of another recording, or of this one as it was, is not heard on. */
  #forgetOther(offer: RecordingOffer | undefined): void {
    const isSame =
      offer?.name === this.#offer?.name && offer?.byteLength === this.#offer?.byteLength;
    if (isSame || !this.#loads.has(RECORDING_TRACK)) return;
    this.#stream?.close();
    this.#stream = undefined;
    this.#loads.delete(RECORDING_TRACK);
    this.#settled.delete(RECORDING_TRACK);
    this.#output?.send({ type: 'track', track: RECORDING_TRACK, channels: [] });
  }

  /** Stems that were loaded may be others now, or have another number. */
  #forgetStems(): void {
    for (const track of [...this.#loads.keys()]) {
      if (track === RECORDING_TRACK) continue;
      this.#loads.delete(track);
      this.#settled.delete(track);
      this.#output?.send({ type: 'track', track, channels: [] });
    }
    this.#failures.clear();
    this.#heldBytes = 0;
  }

  /** Never throws: what cannot be had is said, and the others are heard. */
  async #fetch(output: SoundOutput, { track, offer }: Wanted): Promise<void> {
    const isStem = track !== RECORDING_TRACK;
    // Other stems may have been offered meanwhile, under the same numbers.
    const isWanted = (): boolean => !isStem || this.#stems[track - 1] === offer;
    try {
      const channels = isWanted() ? await this.#channelsOf(output, { track, offer }) : [];
      if (isWanted() && channels !== 'streamed') {
        if (isStem) for (const { byteLength } of channels) this.#heldBytes += byteLength;
        output.send(
          { type: 'track', track, channels },
          channels.map(({ buffer }) => buffer),
        );
      }
    } catch (error) {
      const sentence = this.#sentenceFor(error, offer);
      if (isStem) this.#failures.set(offer.name, sentence);
      else this.#lose(sentence);
    }
    if (isWanted()) this.#settled.add(track);
    this.#comeBytes += offer.byteLength;
    if (this.#comeBytes >= this.#waitingBytes) {
      this.#comeBytes = 0;
      this.#waitingBytes = 0;
    }
    this.#loading = undefined;
    this.#changed();
  }

  #sentenceFor(error: unknown, { name }: SoundOffer): string {
    this.#log(`${name} is not played: ${String(error)}`);
    return error instanceof NoSoundError ? error.message : `${name} cannot be decoded here.`;
  }

  #lose(sentence: string): void {
    this.#recording = { kind: 'lost', sentence };
    this.#loads.delete(RECORDING_TRACK);
  }

  async #channelsOf(
    output: SoundOutput,
    { track, offer }: Wanted,
  ): Promise<Samples[] | 'streamed'> {
    if (track === RECORDING_TRACK) {
      if (this.#openStream(output)) return 'streamed';
      return output.decode(await this.#bytesOf(offer, null));
    }
    this.#checkRoom(output.sampleRate);
    return output.decode16(await this.#bytesOf(offer, track - 1));
  }

  /** @returns false for a recording that is fetched whole */
  #openStream(output: SoundOutput): boolean {
    const offer = this.#offer;
    if (offer === undefined || offer.pcm === null) return false;
    const streamed = { ...offer, pcm: offer.pcm };
    this.#stream = new RecordingStream(streamed, this.#feed, output, (error) => {
      // What was heard of it so far was all: the parts go on.
      output.send({ type: 'track', track: RECORDING_TRACK, channels: [] });
      this.#lose(this.#sentenceFor(error, offer));
      this.#changed();
    });
    return true;
  }

  #checkRoom(sampleRate: number): void {
    const needed = this.#durationSec * sampleRate * BYTES_PER_FRAME;
    if (this.#heldBytes + needed <= MOST_STEM_BYTES) return;
    throw new NoSoundError('The stems are too long to be held all at once: mute some of them.');
  }

  async #bytesOf(offer: SoundOffer, stem: number | null): Promise<ArrayBuffer> {
    const whole = new Uint8Array(offer.byteLength);
    let length = 0;
    await this.#feed.pieces(offer, stem, (piece) => {
      whole.set(new Uint8Array(piece), length);
      length += piece.byteLength;
      const share = (this.#comeBytes + length) / this.#waitingBytes;
      this.#loading = { name: offer.name, share };
      this.#changed();
    });
    return whole.buffer;
  }
}

function stateOf({ name, byteLength, pcm }: RecordingOffer): RecordingState {
  const most = LIMITS.wholeRecordingBytes;
  if (pcm !== null || byteLength <= most) return { kind: 'found', name };
  const inMb = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
  const sentence =
    `${name} has ${inMb(byteLength)}: of that size only WAV files on a disk can be played here, ` +
    `others up to ${inMb(most)}.`;
  return { kind: 'lost', sentence };
}
