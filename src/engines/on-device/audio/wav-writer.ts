import { open, type FileHandle } from 'node:fs/promises';

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
/** Lengths in a WAVE file are 32 bits wide. */
const MOST_BYTES = 2 ** 32 - 1;

/** Size of a mono WAV of 16 bits, in bytes. */
export function wavBytes(durationSec: number, sampleRate: number): number {
  return HEADER_BYTES + Math.ceil(durationSec * sampleRate) * SAMPLE_BYTES;
}

/** Writes a WAV of 16 bits piece by piece (Multimedia Programming Interface 1.0, IBM/Microsoft 1991). */
export class WavWriter {
  readonly #file: FileHandle;
  readonly #sampleRate: number;
  readonly #channels: number;
  #dataBytes = 0;

  private constructor(file: FileHandle, sampleRate: number, channels: number) {
    this.#file = file;
    this.#sampleRate = sampleRate;
    this.#channels = channels;
  }

  /** @param path of a file that is replaced if it is there */
  static async create(path: string, sampleRate: number, channels = 1): Promise<WavWriter> {
    const file = await open(path, 'w', 0o600);
    const writer = new WavWriter(file, sampleRate, channels);
    await file.write(writer.#header(), 0, HEADER_BYTES, 0);
    return writer;
  }

  /** @param samples of one channel; full scale is ±1, what is louder is limited */
  async write(samples: Float32Array): Promise<void> {
    await this.writeIntegers(
      Int16Array.from(samples, (x) => Math.round(Math.max(-1, Math.min(1, x)) * 32_767)),
    );
  }

  /**
   * @param samples channel after channel, sample by sample
   * @throws {Error} when the file would be longer than a WAVE file can be
   */
  async writeIntegers(samples: Int16Array): Promise<void> {
    const bytes = Buffer.alloc(samples.length * SAMPLE_BYTES);
    for (let i = 0; i < samples.length; i++) bytes.writeInt16LE(samples[i] ?? 0, i * SAMPLE_BYTES);
    if (HEADER_BYTES + this.#dataBytes + bytes.length > MOST_BYTES) {
      throw new Error('A WAVE file holds 4 GiB at most.');
    }
    await this.#file.write(bytes, 0, bytes.length, HEADER_BYTES + this.#dataBytes);
    this.#dataBytes += bytes.length;
  }

  /** Fills in the lengths, which are known only now. */
  async finish(): Promise<void> {
    await this.#file.write(this.#header(), 0, HEADER_BYTES, 0);
    await this.#file.sync();
    await this.#file.close();
  }

  /** Gives the file up; what is in it is of no use. */
  async abort(): Promise<void> {
    await this.#file.close();
  }

  #header(): Buffer {
    const frameBytes = this.#channels * SAMPLE_BYTES;
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(HEADER_BYTES - 8 + this.#dataBytes, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(this.#channels, 22);
    header.writeUInt32LE(this.#sampleRate, 24);
    header.writeUInt32LE(this.#sampleRate * frameBytes, 28);
    header.writeUInt16LE(frameBytes, 32);
    header.writeUInt16LE(SAMPLE_BYTES * 8, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(this.#dataBytes, 40);
    return header;
  }
}
