import * as v from 'valibot';
import { number, text } from './lenient.ts';

const schema = v.object({ downloadUrl: text, fileUrl: text, fileSize: number });

/** A file that lies at the service for some days. */
export interface UploadedFile {
  /** Opaque: passed on as it is. */
  readonly url: string;
  /** As the service counted them, if it says. */
  readonly sizeBytes: number | undefined;
}

/** Reads the `data` of an upload's reply; `undefined` if it names no web address. */
export function parseUpload(data: unknown): UploadedFile | undefined {
  const result = v.safeParse(schema, data);
  if (!result.success) return undefined;
  const url = result.output.downloadUrl ?? result.output.fileUrl;
  return url !== undefined && /^https?:\/\//i.test(url)
    ? { url, sizeBytes: result.output.fileSize }
    : undefined;
}
