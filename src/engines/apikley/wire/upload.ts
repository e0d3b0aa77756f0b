import * as v from 'valibot';
import { number, readFields, text } from './lenient.ts';

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
  const fields = readFields(schema, data);
  const url = fields?.downloadUrl ?? fields?.fileUrl;
  return url !== undefined && /^https?:\/\//i.test(url)
    ? { url, sizeBytes: fields?.fileSize }
    : undefined;
}
