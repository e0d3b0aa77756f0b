import { open, type FileHandle } from 'node:fs/promises';

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** Size of a mono WAV of 16 bits, in bytes. */
export function wavBytes(durationSec: number, sampleRate: number): number {
  return HEADER_BYTES + Math.ceil(durationSec * sampleRate) * SAMPLE_BYTES;
}

/** Writes a mono WAV of 16 bits piece by piece (Multimedia Programming Interface 1.0, IBM/Microsoft 1991). */
export class WavWriter {
  readonly #file: FileHandle;
  readonly #sampleRate: number;
  #samples = 0;

  private constructor(file: FileHandle, sampleRate: number) {
    this.#file = file;
    this.#sampleRate = sampleRate;
  }

  /** @param path of a file that is replaced if it is there */
  static async create(path: string, sampleRate: number): Promise<WavWriter> {
    const file = await open(path, 'w', 0o600);
    const writer = new WavWriter(file, sampleRate);
    await file.write(writer.#header(), 0, HEADER_BYTES, 0);
    return writer;
  }

  /** @param samples full scale is ±1; what is louder is limited */
  async write(samples: Float32Array): Promise<void> {
    const bytes = Buffer.alloc(samples.length * SAMPLE_BYTES);
    for (let i = 0; i < samples.length; i++) {
      const level = Math.max(-1, Math.min(1, samples[i] ?? 0));
      bytes.writeInt16LE(Math.round(level * 32_767), i * SAMPLE_BYTES);
    }
    await this.#file.write(bytes, 0, bytes.length, HEADER_BYTES + this.#samples * SAMPLE_BYTES);
    this.#samples += samples.length;
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
    const dataBytes = this.#samples * SAMPLE_BYTES;
    const header = Buffer.alloc(HEADER_BYTES);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt32LE(this.#sampleRate, 24);
    header.writeUInt32LE(this.#sampleRate * SAMPLE_BYTES, 28);
    header.writeUInt16LE(SAMPLE_BYTES, 32);
    header.writeUInt16LE(SAMPLE_BYTES * 8, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(dataBytes, 40);
    return header;
  }
}
