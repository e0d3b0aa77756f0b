import type { Stereo } from './messages.ts';

const FULL_SCALE = 32_768;

/** What 16 bits can say, at most. */
export function sample16(value: number): number {
  return Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value));
}

/** Sound as samples of 16 bits, channel after channel. */
export function samplesOf([left, right]: Stereo, channels: 1 | 2): Int16Array {
  const samples = new Int16Array(left.length * channels);
  for (let i = 0; i < left.length; i++) {
    samples[i * channels] = sample16(Math.round((left[i] ?? 0) * FULL_SCALE));
    if (channels === 2) samples[2 * i + 1] = sample16(Math.round((right[i] ?? 0) * FULL_SCALE));
  }
  return samples;
}
