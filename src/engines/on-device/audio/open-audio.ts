import { StemstaveError } from '../../../errors.ts';
import type { ChildSlot } from '../child-slot.ts';
import { openByteSource, type ByteSource } from './byte-source.ts';
import { decodeCompressed } from './compressed.ts';
import { decodeWithFfmpeg } from './ffmpeg.ts';
import type { PcmBlock } from './pcm.ts';
import { id3Length, sniff, SNIFF_BYTES } from './sniff.ts';
import { decodeWav } from './wav.ts';

export interface OpenAudioOptions {
  readonly ffmpegProgram: string;
  readonly child: ChildSlot;
}

/**
 * Decodes a recording, whatever its name says, by what is in it.
 * @throws {StemstaveError} with a sentence for each kind of file that is no recording
 */
export async function* openAudio(
  path: string,
  options: OpenAudioOptions,
): AsyncGenerator<PcmBlock> {
  const source = await openByteSource(path);
  try {
    yield* decode(source, options);
  } finally {
    await source.close();
  }
}

async function* decode(source: ByteSource, options: OpenAudioOptions): AsyncGenerator<PcmBlock> {
  const from = id3Length(await source.read(0, 10));
  const sniffed = sniff(await source.read(from, SNIFF_BYTES));
  switch (sniffed.kind) {
    case 'unknown':
      throw notAudio();
    case 'foreign':
      yield* decodeWithFfmpeg({
        program: options.ffmpegProgram,
        path: source.path,
        format: sniffed.format,
        child: options.child,
      });
      return;
    case 'own':
      if (sniffed.format === 'wav') yield* decodeWav(source);
      else yield* decodeCompressed(source, sniffed.format, from);
  }
}

function notAudio(): StemstaveError {
  return new StemstaveError(
    'not-audio',
    'This file is not a recording that can be read here. It may be damaged, or something else under ' +
      'the name of a recording. WAV, MP3, FLAC, Ogg Vorbis and Opus work; M4A and AAC too where ffmpeg ' +
      'is installed.',
  );
}
