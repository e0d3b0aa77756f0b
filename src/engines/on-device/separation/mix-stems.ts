import { Separator, type Separated, type Stereo } from './separator.ts';
import type { StemNotes } from './stem-notes.ts';

/** Names of stems, as the service calls them, too; the rest comes last. */
const NAMES = { drums: 'Drums', bass: 'Bass' } as const;
const REST = 'Rest';
const FULL_SCALE = 32_768;

/** Samples of 16 bits, channel after channel, of each stem. */
export type StemSamples = readonly Int16Array[];

/**
 * Stems of a stream of sound, as samples that add up to those of the mix, bit by bit, where no stem is louder than 16
 * bits can say.
 */
export class MixStems {
  readonly names: readonly string[];
  private readonly separator: Separator;
  private readonly channels: 1 | 2;
  /** The mix that waits for its stems. */
  private waiting: Stereo[] = [];
  private ready: StemSamples[] = [];

  constructor(sampleRate: number, channels: 1 | 2, notes: StemNotes) {
    this.channels = channels;
    this.separator = new Separator(sampleRate, notes, (separated) => {
      this.ready.push(this.withRest(separated));
    });
    this.names = [...this.separator.stems.map((stem) => NAMES[stem]), REST];
  }

  /** @returns stretches of the stems, in order */
  push(mix: Stereo): readonly StemSamples[] {
    this.waiting.push(mix);
    this.separator.push(mix);
    return this.taken();
  }

  flush(): readonly StemSamples[] {
    this.separator.flush();
    return this.taken();
  }

  private taken(): readonly StemSamples[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private withRest(separated: Separated): StemSamples {
    const stems = this.separator.stems.map((stem) => this.integers(separated[stem]));
    const rest = this.integers(this.nextMix(separated.drums[0].length));
    for (let i = 0; i < rest.length; i++) {
      let left = rest[i] ?? 0;
      for (const stem of stems) left -= stem[i] ?? 0;
      rest[i] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, left));
    }
    return [...stems, rest];
  }

  private nextMix(length: number): Stereo {
    const next: Stereo = [new Float32Array(length), new Float32Array(length)];
    for (let filled = 0; filled < length;) {
      const first = this.waiting[0];
      if (first === undefined) break;
      const part = Math.min(length - filled, first[0].length);
      next.forEach((channel, side) => {
        channel.set(first[side]?.subarray(0, part) ?? [], filled);
      });
      filled += part;
      if (part === first[0].length) this.waiting.shift();
      else this.waiting[0] = [first[0].subarray(part), first[1].subarray(part)];
    }
    return next;
  }

  private integers([left, right]: Stereo): Int16Array {
    const { channels } = this;
    const samples = new Int16Array(left.length * channels);
    for (let i = 0; i < left.length; i++) {
      samples[i * channels] = integer(left[i] ?? 0);
      if (channels === 2) samples[i * channels + 1] = integer(right[i] ?? 0);
    }
    return samples;
  }
}

function integer(sample: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE)));
}
