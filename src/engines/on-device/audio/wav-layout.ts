import { StemstaveError } from '../../../errors.ts';
import type { ByteSource } from './byte-source.ts';

/** Where the samples of a WAVE file lie, and what kind they are of. */
export interface WavLayout {
  readonly sampleRate: number;
  readonly channelCount: number;
  /** The kind of samples by its number (mmreg.h). */
  readonly formatTag: number;
  readonly bitsPerSample: number;
  readonly frameBytes: number;
  readonly dataFrom: number;
  readonly dataTo: number;
}

type Format = Omit<WavLayout, 'dataFrom' | 'dataTo'>;

/** The kinds of samples that are plain numbers. */
export const INTEGER_FORMAT = 1;
export const FLOAT_FORMAT = 3;

const EXTENSIBLE_FORMAT = 0xfffe;
/** Files have a handful; a gigabyte of zeros would be a hundred million. */
const MOST_CHUNKS = 10_000;
const UNKNOWN_LENGTH = 0xffff_ffff;
const KNOWN_CHUNKS = ['LIST', 'fact', 'id3 ', 'ID3 ', 'bext', 'cue ', 'smpl', 'PEAK', 'JUNK'];

/**
 * Finds the samples in a RIFF, RF64 or BW64 WAVE file (EBU Tech 3306), plain or extensible, without
 * reading any. One that was cut off, or written as a stream without a length, goes as far as it goes.
 * @throws {StemstaveError} `audio-damaged`
 */
export async function findWavLayout(source: Pick<ByteSource, 'size' | 'read'>): Promise<WavLayout> {
  let format: Format | undefined;
  let longDataSize: number | undefined;
  let offset = 12;
  for (let chunk = 0; chunk < MOST_CHUNKS && offset + 8 <= source.size; chunk++) {
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
  source: Pick<ByteSource, 'size' | 'read'>,
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
  const isExtensible = view.getUint16(0, true) === EXTENSIBLE_FORMAT && view.byteLength >= 26;
  const formatTag = view.getUint16(isExtensible ? 24 : 0, true);
  const channelCount = view.getUint16(2, true);
  const sampleRate = view.getUint32(4, true);
  const blockAlign = view.getUint16(12, true);
  const bitsPerSample = view.getUint16(14, true);
  if (channelCount < 1 || sampleRate < 1) throw damaged('its format chunk makes no sense');
  const isAligned = blockAlign > 0 && blockAlign % channelCount === 0;
  const frameBytes = isAligned ? blockAlign : channelCount * Math.ceil(bitsPerSample / 8);
  return { sampleRate, channelCount, formatTag, bitsPerSample, frameBytes };
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
