import type { Samples } from './messages.ts';
import type { StreamedTracks } from './streamed-tracks.ts';

/** Of 16-bit samples, what is full scale. */
const FULL_SCALE_16 = 32_768;

/**
 * Sounds that run in step, the recording and its stems, mixed as they are read. Mixed before they are
 * stretched, all of them are cut at the same places: stems that were stretched one by one would drift
 * apart by some milliseconds, and what bleeds from one into another would sound hollow.
 */
export class TrackMixer {
  readonly #streamed: StreamedTracks;
  readonly #tracks = new Map<number, readonly Samples[]>();
  #gains: readonly number[] = [];

  constructor(streamed: StreamedTracks) {
    this.#streamed = streamed;
  }

  get isEmpty(): boolean {
    return this.#tracks.size === 0 && this.#streamed.isEmpty;
  }

  get gains(): readonly number[] {
    return this.#gains;
  }

  /** @param channels at the engine's sample rate; none takes the track away */
  load(track: number, channels: readonly Samples[]): void {
    if (channels.length === 0) this.#tracks.delete(track);
    else this.#tracks.set(track, channels);
  }

  clear(): void {
    this.#tracks.clear();
  }

  /** @param gains loudness of each track; one without a gain sounds as it is */
  setGains(gains: readonly number[]): void {
    this.#gains = gains;
  }

  /** Fills both channels with what lies from a frame on; there is silence before and after the sounds. */
  read(start: number, into: readonly [Float32Array, Float32Array]): void {
    for (const channel of into) channel.fill(0);
    for (const [track, channels] of this.#tracks) this.#add(track, channels, start, into);
    for (const [track, atFrame, channels] of this.#streamed.pieces()) {
      this.#add(track, channels, start - atFrame, into);
    }
  }

  #add(
    track: number,
    channels: readonly Samples[],
    start: number,
    into: readonly [Float32Array, Float32Array],
  ): void {
    const unit = channels[0] instanceof Int16Array ? 1 / FULL_SCALE_16 : 1;
    const gain = (this.#gains[track] ?? 1) * unit;
    if (gain === 0) return;
    into.forEach((out, c) => {
      const samples = channels[c] ?? channels[0];
      if (samples !== undefined) add(samples, start, gain, out);
    });
  }
}

function add(samples: Samples, start: number, gain: number, out: Float32Array): void {
  const end = Math.min(out.length, samples.length - start);
  for (let i = Math.max(0, -start); i < end; i++) {
    out[i] = (out[i] ?? 0) + gain * (samples[start + i] ?? 0);
  }
}
