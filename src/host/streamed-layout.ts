import type { Uri } from 'vscode';
import {
  findWavLayout,
  FLOAT_FORMAT,
  type WavLayout,
} from '../engines/on-device/audio/wav-layout.ts';
import { openByteSource } from '../engines/on-device/audio/byte-source.ts';
import { sampleReader } from '../engines/on-device/audio/wav-samples.ts';
import { sniff } from '../engines/on-device/audio/sniff.ts';
import type { PcmLayout } from '../protocol/pcm-layout.ts';

/** A file, as far as it matters here. */
interface OnDisk {
  readonly uri: Pick<Uri, 'scheme' | 'fsPath'>;
  readonly byteLength: number;
}

/** Smaller ones are there at once as they are, and decoded take no more than some 200 MB. */
const STREAMED_FROM_BYTES = 64 * 2 ** 20;

/**
 * How a recording is read stretch by stretch while it is heard: WAV only, where a place in time is a
 * place in the file. Compressed ones would have to be searched for frames and primed, and are seldom
 * that large.
 * @returns `null` for all that are fetched whole, if at all
 * @throws {StemstaveError} `audio-damaged`; the error of the file system
 */
export async function streamedLayout({ uri, byteLength }: OnDisk): Promise<PcmLayout | null> {
  // Other file systems give whole files only.
  if (uri.scheme !== 'file' || byteLength < STREAMED_FROM_BYTES) return null;
  const source = await openByteSource(uri.fsPath);
  try {
    const sniffed = sniff(await source.read(0, 12));
    if (sniffed.kind !== 'own' || sniffed.format !== 'wav') return null;
    return pcmOf(await findWavLayout(source));
  } finally {
    await source.close();
  }
}

function pcmOf(layout: WavLayout): PcmLayout | null {
  const { sampleRate, channelCount, formatTag, frameBytes, dataFrom, dataTo } = layout;
  const bytesPerSample = frameBytes / channelCount;
  if (sampleReader(formatTag, bytesPerSample) === undefined) return null;
  return {
    sampleRateHz: sampleRate,
    channelCount,
    sampleKind: formatTag === FLOAT_FORMAT ? 'float' : 'integer',
    bytesPerSample,
    dataOffset: dataFrom,
    frameCount: Math.floor((dataTo - dataFrom) / frameBytes),
  };
}
