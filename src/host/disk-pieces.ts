import { open } from 'node:fs/promises';
import { readFully } from '../engines/on-device/audio/byte-source.ts';

/** A file is not the one any more that it was when it was offered. */
export class FileChangedError extends Error {
  constructor(path: string) {
    super(`${path} was written to while it was being read.`);
  }
}

/** Reads a file on disk piece by piece, as long as nobody writes to it. */
export class DiskPieces {
  readonly #path: string;
  readonly #byteLength: number;
  /** When it was written, as the first look at it said. */
  #writtenMs: number | undefined;

  constructor(path: string, byteLength: number) {
    this.#path = path;
    this.#byteLength = byteLength;
  }

  /**
   * @returns fewer bytes only at the end of the file; none beyond it
   * @throws {FileChangedError} if it was written to since; the error of the file system
   */
  async read(offset: number, most: number): Promise<ArrayBuffer> {
    const file = await open(this.#path, 'r');
    try {
      const { size, mtimeMs } = await file.stat();
      this.#writtenMs ??= mtimeMs;
      if (size !== this.#byteLength || mtimeMs !== this.#writtenMs) {
        throw new FileChangedError(this.#path);
      }
      const piece = await readFully(file, offset, most);
      return piece.length === most ? piece.buffer : piece.slice().buffer;
    } finally {
      await file.close();
    }
  }
}
