import { mixToMono, type PcmBlock } from './pcm.ts';
import { Resampler } from './resample.ts';

/** Turns decoded blocks of any rate and channel count into one stream at the model's rate. */
export class MonoStream {
  /** Samples given out so far. */
  samples = 0;
  private resampler: Resampler | undefined;
  private sampleRate = 0;
  private readonly pitchRatio: number;

  /** @param pitchRatio the sound comes out so many times lower, and longer */
  constructor(pitchRatio = 1) {
    this.pitchRatio = pitchRatio;
  }

  push(block: PcmBlock): Float32Array {
    const mono = mixToMono(block.channels);
    if (this.resampler !== undefined && this.sampleRate === block.sampleRate) {
      return this.count(this.resampler.push(mono));
    }
    // Chained streams may change their rate in the middle.
    const rest = this.resampler?.flush() ?? new Float32Array(0);
    this.sampleRate = block.sampleRate;
    this.resampler = new Resampler(block.sampleRate / this.pitchRatio);
    const begin = this.resampler.push(mono);
    const both = new Float32Array(rest.length + begin.length);
    both.set(rest);
    both.set(begin, rest.length);
    return this.count(both);
  }

  flush(): Float32Array {
    return this.count(this.resampler?.flush() ?? new Float32Array(0));
  }

  private count(samples: Float32Array): Float32Array {
    this.samples += samples.length;
    return samples;
  }
}
