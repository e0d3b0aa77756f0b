import type { FileHandle } from 'node:fs/promises';
import type { HttpBody } from './transport.ts';

const CHUNK_BYTES = 64 * 1024;

/** JSON, as the service's tasks are asked for. */
export function jsonBody(value: Readonly<Record<string, unknown>>): HttpBody {
  const bytes = Buffer.from(JSON.stringify(value), 'utf8');
  return {
    contentType: 'application/json',
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- one chunk is all there is
    async *chunks() {
      yield bytes;
    },
  };
}

/** A file in a form; its bytes are read from the disk as the network takes them. */
export interface FormFile {
  /** Name of the form's field. */
  readonly field: string;
  /** Plain ASCII without quotes: it goes into a header. */
  readonly fileName: string;
  readonly mimeType: string;
  readonly handle: FileHandle;
  readonly sizeBytes: number;
}

/**
 * `multipart/form-data` (RFC 7578) with text fields first and one file last.
 * @param onSent called with the number of the file's bytes handed to the network so far
 */
export function formBody(
  fields: Readonly<Record<string, string>>,
  file: FormFile,
  onSent: (bytes: number) => void,
): HttpBody {
  const boundary = `stemstave-${crypto.randomUUID()}`;
  const text = Object.entries(fields)
    .map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('');
  const before = Buffer.from(
    `${text}--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.fileName}"\r\nContent-Type: ${file.mimeType}\r\n\r\n`,
  );
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    byteLength: before.byteLength + file.sizeBytes + after.byteLength,
    async *chunks() {
      yield before;
      let sent = 0;
      while (sent < file.sizeBytes) {
        const chunk = Buffer.alloc(Math.min(CHUNK_BYTES, file.sizeBytes - sent));
        const { bytesRead } = await file.handle.read(chunk, 0, chunk.byteLength, sent);
        // Shorter than it was: the length that was announced no longer holds, and undici says so.
        if (bytesRead === 0) break;
        yield chunk.subarray(0, bytesRead);
        sent += bytesRead;
        onSent(sent);
      }
      yield after;
    },
  };
}
