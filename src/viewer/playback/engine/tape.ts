import type { Loop, Samples } from './messages.ts';
import type { ChunkedLength } from './sliding-window.ts';
import { StreamedTracks } from './streamed-tracks.ts';
import { Stretcher } from './stretcher.ts';
import { TrackMixer } from './track-mixer.ts';
import type { Span } from './transport.ts';

/** Sound that is cut off fades this long, so that it does not click. */
const FADE_SEC = 0.006;

/** The recording and its stems: they follow the transport, at any speed, with their pitch kept. */
export class Tape {
  readonly #sampleRate: number;
  readonly #tail: readonly [Float32Array, Float32Array];
  readonly #streamed: StreamedTracks;
  readonly #tracks: TrackMixer;
  readonly #stretcher: Stretcher;
  /** Samples of the tail that were given out. */
  #given: number;
  #isRunning = false;
  #positionSec = 0;
  #speed = 1;
  #fadedIn = 0;

  /** @param ask wants chunks of a streamed track, the most urgent first */
  constructor(sampleRate: number, ask: (track: number, chunks: readonly number[]) => void) {
    this.#sampleRate = sampleRate;
    this.#streamed = new StreamedTracks(sampleRate, ask);
    this.#tracks = new TrackMixer(this.#streamed);
    this.#stretcher = new Stretcher(this.#tracks, sampleRate);
    const length = Math.round(FADE_SEC * sampleRate);
    this.#tail = [new Float32Array(length), new Float32Array(length)];
    this.#given = length;
  }

  /** @param channels at the sample rate of this tape; none takes the track away */
  load(track: number, channels: readonly Samples[]): void {
    this.#streamed.close(track);
    this.#tracks.load(track, channels);
  }

  /** A track that is too long to be held: see `follow`. */
  stream(track: number, length: ChunkedLength): void {
    this.#tracks.load(track, []);
    this.#streamed.open(track, length);
  }

  addChunk(track: number, chunk: number, channels: readonly Samples[]): void {
    this.#streamed.add(track, chunk, channels);
  }

  /** What is played from now on is waited for; what comes in the middle joins in. */
  begin(): void {
    this.#streamed.begin();
  }

  /**
   * Asks for what is heard next, and forgets what is over.
   * @returns whether what sounds here is there
   */
  follow(positionSec: number, loop: Loop | undefined): boolean {
    this.#streamed.follow(positionSec, loop);
    return !this.#streamed.isStarved(positionSec, this.#tracks.gains);
  }

  /** Takes all tracks away. */
  clear(): void {
    this.#tracks.clear();
    this.#streamed.clear();
    this.#isRunning = false;
  }

  /** Loudness of each track; a change is heard within some 16 ms, and is no click. */
  setGains(gains: readonly number[]): void {
    this.#tracks.setGains(gains);
  }

  /** Lets what sounds fade out. */
  stop(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    const length = this.#tail[0].length;
    for (const tail of this.#tail) tail.fill(0);
    const position = this.#positionSec * this.#sampleRate;
    this.#stretcher.addTo(this.#tail, 0, length, position, this.#speed);
    for (const tail of this.#tail) {
      for (let i = 0; i < length; i++) tail[i] = (tail[i] ?? 0) * (1 - (i + 1) / length);
    }
    this.#given = 0;
  }

  /** Adds the recording of a span to `outputs`, from `offset` on. */
  render(span: Span, outputs: readonly [Float32Array, Float32Array], offset: number): void {
    if (span.secPerFrame === 0 || span.isJump) this.stop();
    // What begins is faded in before the tail of what ended is laid over it.
    if (span.secPerFrame > 0) this.#play(span, outputs, offset);
    this.#addTail(outputs, offset, span.frames);
  }

  #play(span: Span, outputs: readonly [Float32Array, Float32Array], offset: number): void {
    if (this.#tracks.isEmpty) return;
    const position = span.fromSec * this.#sampleRate;
    if (!this.#isRunning) {
      this.#stretcher.jump(position);
      this.#isRunning = true;
      this.#fadedIn = 0;
    }
    this.#speed = span.secPerFrame * this.#sampleRate;
    this.#stretcher.addTo(outputs, offset, span.frames, position, this.#speed);
    this.#fadeIn(outputs, offset, span.frames);
    this.#positionSec = span.fromSec + span.frames * span.secPerFrame;
  }

  #addTail(outputs: readonly Float32Array[], offset: number, frames: number): void {
    const count = Math.min(frames, this.#tail[0].length - this.#given);
    if (count <= 0) return;
    outputs.forEach((output, c) => {
      for (let i = 0; i < count; i++) {
        const at = offset + i;
        output[at] = (output[at] ?? 0) + (this.#tail[c]?.[this.#given + i] ?? 0);
      }
    });
    this.#given += count;
  }

  /** A start in the middle of a sound must not click either. */
  #fadeIn(outputs: readonly Float32Array[], offset: number, frames: number): void {
    const length = this.#tail[0].length;
    const count = Math.min(frames, length - this.#fadedIn);
    if (count <= 0) return;
    for (const output of outputs) {
      for (let i = 0; i < count; i++) {
        const at = offset + i;
        output[at] = (output[at] ?? 0) * ((this.#fadedIn + i + 1) / length);
      }
    }
    this.#fadedIn += count;
  }
}
