import { FLACDecoder } from '@wasm-audio-decoders/flac';
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis';
import { MPEGDecoder } from 'mpg123-decoder';
import { OggOpusDecoder } from 'ogg-opus-decoder';
import { StemstaveError } from '../../../errors.ts';
import { chunksOf, type ByteSource } from './byte-source.ts';
import { Mp3FrameCutter } from './mp3-frames.ts';
import type { PcmBlock } from './pcm.ts';
import type { AudioFormat } from './sniff.ts';

interface Decoded {
  readonly channelData: Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
}

/** What the four decoders have in common; they come as WebAssembly inside JavaScript. */
interface StreamDecoder {
  decode(bytes: Uint8Array): Decoded | Promise<Decoded>;
  flush(): Promise<Decoded> | undefined;
  free(): void;
}

/** Formats decoded by WebAssembly. */
export type CompressedFormat = Exclude<AudioFormat, 'wav'>;

/**
 * Decodes MP3, FLAC, Ogg Vorbis, Ogg Opus and Ogg FLAC piece by piece. Damaged stretches are left
 * out; what can be decoded is. MP3 and Opus come without the silence their encoders added.
 * @param from offset of the first byte behind any leading tag
 * @throws {StemstaveError} `audio-damaged` when the decoder gives up before the first sample
 */
export async function* decodeCompressed(
  source: ByteSource,
  format: CompressedFormat,
  from: number,
): AsyncGenerator<PcmBlock> {
  const decoder = await createDecoder(format);
  let heardSomething = false;
  try {
    for await (const chunk of chunksOf(source, from)) {
      from += chunk.length;
      const block = toBlock(await decoder.decode(chunk), from / source.size);
      if (block === undefined) continue;
      heardSomething = true;
      yield block;
    }
    const last = await decoder.flush();
    const block = last === undefined ? undefined : toBlock(last, 1);
    if (block !== undefined) {
      heardSomething = true;
      yield block;
    }
    if (!heardSomething) throw new Error('No sound in the whole file.');
  } catch (cause) {
    // Sound followed by rubbish (a broken download) is still worth transcribing.
    if (heardSomething) return;
    throw new StemstaveError(
      'audio-damaged',
      'This recording is damaged and could not be decoded. Please export or download it again.',
      { cause },
    );
  } finally {
    decoder.free();
  }
}

function toBlock(decoded: Decoded, consumed: number): PcmBlock | undefined {
  if (decoded.samplesDecoded <= 0 || decoded.sampleRate <= 0) return undefined;
  return { sampleRate: decoded.sampleRate, channels: decoded.channelData, consumed };
}

async function createDecoder(format: CompressedFormat): Promise<StreamDecoder> {
  switch (format) {
    case 'mp3':
      return createMp3Decoder();
    case 'flac':
    case 'ogg-flac':
      return ready(new FLACDecoder());
    case 'ogg-vorbis':
      return ready(new OggVorbisDecoder());
    case 'ogg-opus':
      return ready(new OggOpusDecoder());
  }
}

async function createMp3Decoder(): Promise<StreamDecoder> {
  const decoder = await ready(new MPEGDecoder());
  const cutter = new Mp3FrameCutter();
  return {
    decode: (chunk) => decoder.decode(cutter.push(chunk)),
    flush: () => undefined,
    free: () => {
      decoder.free();
    },
  };
}

async function ready<T extends { readonly ready: Promise<void> }>(decoder: T): Promise<T> {
  await decoder.ready;
  return decoder;
}
