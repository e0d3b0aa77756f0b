import { open, type FileHandle } from 'node:fs/promises';

/** How much is read at a time: large enough to be quick, small enough to keep memory flat. */
const CHUNK_BYTES = 1 << 18;

/** Random access to the bytes of a file. */
export interface ByteSource {
  readonly path: string;
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** @throws the error of the file system, with its `code` */
export async function openByteSource(path: string): Promise<ByteSource> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  return {
    path,
    size,
    read: (offset, length) => readFully(handle, offset, length),
    close: () => handle.close(),
  };
}

/** Bytes `from` … `to` in chunks; stops early at the end of the file. */
export async function* chunksOf(
  source: ByteSource,
  from: number,
  to: number = source.size,
): AsyncGenerator<Uint8Array> {
  for (let offset = from; offset < to;) {
    const chunk = await source.read(offset, Math.min(CHUNK_BYTES, to - offset));
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}

/** @returns fewer bytes only at the end of the file */
export async function readFully(
  handle: FileHandle,
  offset: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
