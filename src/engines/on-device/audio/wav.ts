import { StemstaveError } from '../../../errors.ts';
import { chunksOf, type ByteSource } from './byte-source.ts';
import type { PcmBlock } from './pcm.ts';
import { sampleReader, type SampleReader } from './wav-samples.ts';

interface WavLayout {
  readonly sampleRate: number;
  readonly channelCount: number;
  readonly frameBytes: number;
  readonly reader: SampleReader;
  readonly dataFrom: number;
  readonly dataTo: number;
}

type Format = Omit<WavLayout, 'dataFrom' | 'dataTo'>;

const UNKNOWN_LENGTH = 0xffff_ffff;
const KNOWN_CHUNKS = ['LIST', 'fact', 'id3 ', 'ID3 ', 'bext', 'cue ', 'smpl', 'PEAK', 'JUNK'];

/**
 * Decodes a RIFF, RF64 or BW64 WAVE file (EBU Tech 3306): integer and float samples, plain or
 * extensible. A recording that was cut off, or written as a stream without a length, is read as far
 * as it goes.
 * @throws {StemstaveError} `audio-damaged`, `unsupported-audio`
 */
export async function* decodeWav(source: ByteSource): AsyncGenerator<PcmBlock> {
  const layout = await findLayout(source);
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
      channels: deinterleave(bytes, frames, layout),
      consumed: (position - layout.dataFrom) / (layout.dataTo - layout.dataFrom),
    };
  }
}

function deinterleave(bytes: Uint8Array, frames: number, layout: WavLayout): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleBytes = layout.frameBytes / layout.channelCount;
  return Array.from({ length: layout.channelCount }, (_, channel) => {
    const samples = new Float32Array(frames);
    layout.reader(view, channel * sampleBytes, layout.frameBytes, samples);
    return samples;
  });
}

async function findLayout(source: ByteSource): Promise<WavLayout> {
  let format: Format | undefined;
  let longDataSize: number | undefined;
  let offset = 12;
  while (offset + 8 <= source.size) {
    const header = viewOf(await source.read(offset, 8));
    const id = asciiAt(header, 0);
    const size = header.getUint32(4, true);
    const body = offset + 8;
    if (id === 'ds64') {
      const ds64 = viewOf(await source.read(body, 16));
      if (ds64.byteLength === 16) longDataSize = Number(ds64.getBigUint64(8, true));
    } else if (id === 'fmt ') {
      format = parseFormat(viewOf(await source.read(body, Math.min(size, 40))));
    } else if (id === 'data') {
      if (format === undefined) throw damaged('its format chunk is missing');
      const dataTo = await endOfData(source, body, size, longDataSize);
      return { ...format, dataFrom: body, dataTo };
    }
    offset = body + size + (size % 2);
  }
  throw damaged('it has no sound data');
}

async function endOfData(
  source: ByteSource,
  from: number,
  size: number,
  longSize: number | undefined,
): Promise<number> {
  if (size === UNKNOWN_LENGTH) return Math.min(source.size, from + (longSize ?? Infinity));
  if (size > 0) return Math.min(source.size, from + size);
  // A recorder that wrote to a pipe could not come back to fill in the length.
  const next = await source.read(from, 4);
  const isReallyEmpty = next.length < 4 || KNOWN_CHUNKS.includes(asciiAt(viewOf(next), 0));
  return isReallyEmpty ? from : source.size;
}

function parseFormat(view: DataView): Format {
  if (view.byteLength < 16) throw damaged('its format chunk is cut off');
  const isExtensible = view.getUint16(0, true) === 0xfffe && view.byteLength >= 26;
  const tag = view.getUint16(isExtensible ? 24 : 0, true);
  const channelCount = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  const bits = view.getUint16(14, true);
  if (channelCount < 1 || sampleRate < 1) throw damaged('its format chunk makes no sense');
  const isAligned = blockAlign > 0 && blockAlign % channelCount === 0;
  const sampleBytes = isAligned ? blockAlign / channelCount : Math.ceil(bits / 8);
  const reader = sampleReader(tag, sampleBytes);
  if (reader === undefined) {
    throw new StemstaveError(
      'unsupported-audio',
      `This WAV file holds a kind of sound that cannot be read here (format ${tag}, ${bits} bits). ` +
        'Please convert it to a plain 16-bit or 24-bit WAV and try again.',
    );
  }
  return { sampleRate, channelCount, frameBytes: sampleBytes * channelCount, reader };
}

function damaged(why: string): StemstaveError {
  return new StemstaveError(
    'audio-damaged',
    `This WAV file is damaged: ${why}. Please export the recording again.`,
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function asciiAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
