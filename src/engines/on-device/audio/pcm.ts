/** A stretch of decoded sound. */
export interface PcmBlock {
  readonly sampleRate: number;
  /** One array per channel, all of one length; full scale is ±1. */
  readonly channels: readonly Float32Array[];
  /** How far into its source the decoder has read, 0–1; for progress only. */
  readonly consumed: number;
}

/**
 * The mean of all channels. Samples that are no numbers (broken float files have them) become silence,
 * and absurd ones are limited, so that one bad sample cannot poison the whole recording.
 */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const length = channels[0]?.length ?? 0;
  const mono = new Float32Array(length);
  for (const channel of channels) {
    for (let i = 0; i < length; i++) mono[i] = (mono[i] ?? 0) + (channel[i] ?? 0);
  }
  const gain = 1 / Math.max(1, channels.length);
  for (let i = 0; i < length; i++) {
    const value = (mono[i] ?? 0) * gain;
    mono[i] = Number.isFinite(value) ? Math.max(-LIMIT, Math.min(LIMIT, value)) : 0;
  }
  return mono;
}

/** +24 dB over full scale: beyond what any real float recording reaches. */
const LIMIT = 16;

/**
 * The first two channels, one of them twice where there is no other; of surround sound, left and right with the mean of
 * all others in both. Samples that are no numbers become silence.
 */
export function asStereo(channels: readonly Float32Array[]): [Float32Array, Float32Array] {
  const [left = new Float32Array(), right = left, ...others] = channels;
  const gain = others.length === 0 ? 0 : Math.SQRT1_2 / others.length;
  const side = (channel: Float32Array): Float32Array =>
    channel.map((own, i) => {
      let value = own;
      for (const other of others) value += gain * (other[i] ?? 0);
      return Number.isFinite(value) ? Math.max(-LIMIT, Math.min(LIMIT, value)) : 0;
    });
  return [side(left), side(right)];
}
