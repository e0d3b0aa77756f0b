import { StemstaveError } from '../../../errors.ts';
import { chunksOf, type ByteSource } from './byte-source.ts';
import type { PcmBlock } from './pcm.ts';
import { findWavLayout, type WavLayout } from './wav-layout.ts';
import { sampleReader, type SampleReader } from './wav-samples.ts';

/**
 * Decodes a RIFF, RF64 or BW64 WAVE file (EBU Tech 3306): integer and float samples, plain or
 * extensible. A recording that was cut off, or written as a stream without a length, is read as far
 * as it goes.
 * @throws {StemstaveError} `audio-damaged`, `unsupported-audio`
 */
export async function* decodeWav(source: ByteSource): AsyncGenerator<PcmBlock> {
  const layout = await findWavLayout(source);
  const reader = readerOf(layout);
  let rest = new Uint8Array(0);
  let position = layout.dataFrom;
  for await (const chunk of chunksOf(source, layout.dataFrom, layout.dataTo)) {
    position += chunk.length;
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const frames = Math.floor(bytes.length / layout.frameBytes);
    rest = bytes.slice(frames * layout.frameBytes);
    yield {
      sampleRate: layout.sampleRate,
      channels: deinterleave(bytes, frames, layout, reader),
      consumed: (position - layout.dataFrom) / (layout.dataTo - layout.dataFrom),
    };
  }
}

function readerOf({ formatTag, bitsPerSample, frameBytes, channelCount }: WavLayout): SampleReader {
  const reader = sampleReader(formatTag, frameBytes / channelCount);
  if (reader !== undefined) return reader;
  throw new StemstaveError(
    'unsupported-audio',
    `This WAV file holds a kind of sound that cannot be read here (format ${formatTag}, ${bitsPerSample} bits). ` +
      'Please convert it to a plain 16-bit or 24-bit WAV and try again.',
  );
}

function deinterleave(
  bytes: Uint8Array,
  frames: number,
  layout: WavLayout,
  reader: SampleReader,
): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = layout.frameBytes / layout.channelCount;
  return Array.from({ length: layout.channelCount }, (_, channel) => {
    const samples = new Float32Array(frames);
    reader(view, channel * sampleBytes, layout.frameBytes, samples);
    return samples;
  });
}
