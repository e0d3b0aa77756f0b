import { samplesOf, sample16 } from './samples.ts';
import type { StemSamples, StemSource, Stereo } from './messages.ts';
import { Separator, type Separated } from './separator.ts';
import type { StemNotes } from './stem-notes.ts';

/** Names of stems, as the service calls them, too; the rest comes last. */
const NAMES = { drums: 'Drums', bass: 'Bass' } as const;
const REST = 'Rest';

/**
 * Stems of a stream of sound, as samples that add up to those of the mix, bit by bit, where no stem is louder than 16
 * bits can say.
 */
export class MixStems implements StemSource {
  readonly names: readonly string[];
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  private readonly separator: Separator;
  /** The mix that waits for its stems. */
  private waiting: Stereo[] = [];
  private ready: StemSamples[] = [];

  constructor(sampleRate: number, channels: 1 | 2, notes: StemNotes) {
    this.sampleRate = sampleRate;
    this.channels = channels;
    this.separator = new Separator(sampleRate, notes, (separated) => {
      this.ready.push(this.withRest(separated));
    });
    this.names = [...this.separator.stems.map((stem) => NAMES[stem]), REST];
  }

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
    const stems = this.separator.stems.map((stem) => samplesOf(separated[stem], this.channels));
    const rest = samplesOf(this.nextMix(separated.drums[0].length), this.channels);
    for (let i = 0; i < rest.length; i++) {
      let left = rest[i] ?? 0;
      for (const stem of stems) left -= stem[i] ?? 0;
      rest[i] = sample16(left);
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
}
