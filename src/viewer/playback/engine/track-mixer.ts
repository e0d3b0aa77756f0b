import type { Samples } from './messages.ts';

/** Of 16-bit samples, what is full scale. */
const FULL_SCALE_16 = 32_768;

interface Track {
  readonly channels: readonly Samples[];
  /** Turns samples into shares of full scale. */
  readonly unit: number;
}

/**
 * Sounds that run in step, the recording and its stems, mixed as they are read. Mixed before they are
 * stretched, all of them are cut at the same places: stems that were stretched one by one would drift
 * apart by some milliseconds, and what bleeds from one into another would sound hollow.
 */
export class TrackMixer {
  readonly #tracks = new Map<number, Track>();
  #gains: readonly number[] = [];

  get isEmpty(): boolean {
    return this.#tracks.size === 0;
  }

  /** @param channels at the engine's sample rate; none takes the track away */
  load(track: number, channels: readonly Samples[]): void {
    if (channels.length === 0) {
      this.#tracks.delete(track);
      return;
    }
    const unit = channels[0] instanceof Int16Array ? 1 / FULL_SCALE_16 : 1;
    this.#tracks.set(track, { channels, unit });
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
    for (const [track, { channels, unit }] of this.#tracks) {
      const gain = (this.#gains[track] ?? 1) * unit;
      if (gain === 0) continue;
      into.forEach((out, c) => {
        const samples = channels[c] ?? channels[0];
        if (samples !== undefined) add(samples, start, gain, out);
      });
    }
  }
}

function add(samples: Samples, start: number, gain: number, out: Float32Array): void {
  const end = Math.min(out.length, samples.length - start);
  for (let i = Math.max(0, -start); i < end; i++) {
    out[i] = (out[i] ?? 0) + gain * (samples[start + i] ?? 0);
  }
}
