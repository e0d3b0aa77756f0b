import { bytesPerFrame, type PcmLayout } from '../../protocol/pcm-layout.ts';

/** A chunk lasts so long, or less where it would have more than so many bytes. */
const CHUNK_SEC = 5;
const CHUNK_BYTES = 4 * 2 ** 20;
/** What a resampler sees around the samples it makes; browsers use far fewer. */
const MARGIN_FRAMES = 256;
const WAV_HEADER_BYTES = 44;
const WAV_FORMATS = { integer: 1, float: 3 } as const;

/** How to make one chunk of a long recording. */
export interface ChunkRecipe {
  /** Bytes of the file to be decoded. */
  readonly from: number;
  readonly to: number;
  /** Of what is decoded, at the output's rate, the frames to be left out at the front and to be kept. */
  readonly skipFrames: number;
  readonly keepFrames: number;
}

/**
 * Cuts a long recording into chunks that can be decoded each by itself, and laid end to end are the
 * recording as if it had been decoded whole: they begin where samples of both rates fall together,
 * so that a resampler meets them in the same phase, and it is shown what lies around them.
 */
export class PcmChunks {
  readonly #pcm: PcmLayout;
  /** Frames from one place where samples of both rates fall together to the next, in the file and out of it. */
  readonly #gridIn: number;
  readonly #gridOut: number;
  readonly #gridsPerChunk: number;
  readonly #marginGrids: number;
  /** Of each channel, at the output's rate. */
  readonly frameCount: number;
  readonly chunkFrames: number;

  /** @param outputRateHz sample rate at which it is heard */
  constructor(pcm: PcmLayout, outputRateHz: number) {
    const { sampleRateHz, frameCount } = pcm;
    const common = greatestCommonDivisor(sampleRateHz, outputRateHz);
    this.#pcm = pcm;
    this.#gridIn = sampleRateHz / common;
    this.#gridOut = outputRateHz / common;
    this.#marginGrids = Math.ceil(MARGIN_FRAMES / this.#gridIn);
    const bytesPerSec = sampleRateHz * bytesPerFrame(pcm);
    const sec = Math.min(CHUNK_SEC, CHUNK_BYTES / bytesPerSec);
    this.#gridsPerChunk = Math.max(1, Math.round((sec * sampleRateHz) / this.#gridIn));
    this.chunkFrames = this.#gridsPerChunk * this.#gridOut;
    this.frameCount = Math.ceil((frameCount * outputRateHz) / sampleRateHz);
  }

  recipe(chunk: number): ChunkRecipe {
    const { dataOffset, frameCount } = this.#pcm;
    const first = chunk * this.#gridsPerChunk;
    const margin = Math.min(first, this.#marginGrids);
    const end = Math.min(
      frameCount,
      (first + this.#gridsPerChunk + this.#marginGrids) * this.#gridIn,
    );
    return {
      from: dataOffset + (first - margin) * this.#gridIn * bytesPerFrame(this.#pcm),
      to: dataOffset + end * bytesPerFrame(this.#pcm),
      skipFrames: margin * this.#gridOut,
      keepFrames: Math.min(this.chunkFrames, this.frameCount - chunk * this.chunkFrames),
    };
  }

  /** A WAV file of its own, of some samples. */
  wavOf(samples: Uint8Array): ArrayBuffer {
    const { sampleRateHz, channelCount, sampleKind, bytesPerSample } = this.#pcm;
    const frameBytes = bytesPerFrame(this.#pcm);
    const bytes = new Uint8Array(WAV_HEADER_BYTES + samples.length);
    bytes.set(new TextEncoder().encode('RIFF    WAVEfmt '));
    bytes.set(new TextEncoder().encode('data'), 36);
    const view = new DataView(bytes.buffer);
    view.setUint32(4, bytes.length - 8, true);
    view.setUint32(16, 16, true);
    view.setUint16(20, WAV_FORMATS[sampleKind], true);
    view.setUint16(22, channelCount, true);
    view.setUint32(24, sampleRateHz, true);
    view.setUint32(28, sampleRateHz * frameBytes, true);
    view.setUint16(32, frameBytes, true);
    view.setUint16(34, 8 * bytesPerSample, true);
    view.setUint32(40, samples.length, true);
    bytes.set(samples, WAV_HEADER_BYTES);
    return bytes.buffer;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
