import * as v from 'valibot';
import { count } from './fields.ts';

/** Where the samples of a recording lie in its file, plain and interleaved: any stretch can be read by itself. */
export interface PcmLayout {
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Little-endian; those of one byte are unsigned, as WAV has it. */
  readonly sampleKind: 'integer' | 'float';
  readonly bytesPerSample: number;
  /** Bytes from the start of the file to the first sample. */
  readonly dataOffset: number;
  /** Samples of each channel. */
  readonly frameCount: number;
}

/** What browsers take: decodeAudioData of the Web Audio API, 3 to 768 kHz and up to 32 channels. */
export const pcmLayoutSchema = v.strictObject({
  sampleRateHz: v.pipe(v.number(), v.safeInteger(), v.minValue(3000), v.maxValue(768_000)),
  channelCount: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(32)),
  sampleKind: v.picklist(['integer', 'float']),
  bytesPerSample: v.picklist([1, 2, 3, 4, 8]),
  dataOffset: count,
  frameCount: v.pipe(count, v.minValue(1)),
});

/** Bytes of one sample of every channel. */
export function bytesPerFrame({ channelCount, bytesPerSample }: PcmLayout): number {
  return channelCount * bytesPerSample;
}

/** Whether all of it lies within a file of that size. */
export function fitsIn(byteLength: number, pcm: PcmLayout): boolean {
  return pcm.dataOffset + pcm.frameCount * bytesPerFrame(pcm) <= byteLength;
}
