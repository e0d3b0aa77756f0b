import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StemstaveError } from '../../errors.ts';
import type { Clock } from '../../jobs/clock.ts';
import type { JobStem } from '../../jobs/job.ts';
import type { EngineProgress } from '../engine.ts';
import { nameWhole } from '../name-whole.ts';
import { stemFileName } from '../stem-file-name.ts';
import { download, type DownloadOptions } from './http/download.ts';
import { TransportError } from './http/transport.ts';
import { audioFormatOf } from './recording.ts';

const MAX_STEM_BYTES = 300 * 1024 * 1024;
const STEM_TIMEOUT_MS = 10 * 60_000;
const IDLE_MS = 30_000;
/** Right after a separation, the file hosts may not have the files yet: looked for this often … */
const LAG_LOOKS = 24;
/** … with this much time between. */
const LAG_PAUSE_MS = 4000;
const LAG_STATUSES: readonly number[] = [403, 404, 409, 425, 429, 500, 502, 503, 504];
const HEAD_BYTES = 64;

export interface StemsRequest {
  readonly stems: readonly JobStem[];
  /** Absolute path; made if it is not there. */
  readonly folder: string;
  readonly download: DownloadOptions;
  readonly clock: Clock;
  readonly onProgress: (progress: EngineProgress) => void;
}

/**
 * Fetches stems into a folder, each under its own name; files that are there stay as they are.
 * @returns absolute paths of what was written
 * @throws {StemstaveError} `stem-address` for an address that must not be asked, `stem-not-fetched`
 * @throws {CancelledError} when `signal` aborts; what is whole by then stays
 */
export async function fetchStems(
  request: StemsRequest,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { folder, onProgress } = request;
  const stems = request.stems.flatMap(({ name, url }) =>
    url === undefined ? [] : [{ name, url }],
  );
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const [index, stem] of stems.entries()) {
    const tell = (part: number): void => {
      const fraction = (index + part) / stems.length;
      onProgress({ fraction, message: `Fetching ${stem.name}` });
    };
    tell(0);
    const path = join(folder, `.${crypto.randomUUID()}.part`);
    try {
      const extension = await fetchOne(request, stem, path, tell, signal);
      written.push(await nameWhole(path, folder, stemFileName(stem.name), extension));
    } finally {
      await rm(path, { force: true });
    }
  }
  return written;
}

/** @returns the extension that fits what came */
async function fetchOne(
  { download: options, clock }: StemsRequest,
  { name, url }: { readonly name: string; readonly url: string },
  path: string,
  tell: (part: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const onBytes = (received: number, expected: number | undefined): void => {
    tell(expected === undefined ? 0.5 : received / expected);
  };
  const limits = { maxBytes: MAX_STEM_BYTES, timeoutMs: STEM_TIMEOUT_MS, idleMs: IDLE_MS };
  if (!URL.canParse(url)) throw badAddress(name);
  for (let looks = 1; ; looks += 1) {
    const reply = await download({ url, path, ...limits, onBytes }, options, signal).catch(
      (error: unknown) => {
        throw error instanceof TransportError ? errorOf(name, error) : error;
      },
    );
    const format = reply.status === 200 ? audioFormatOf(await headOf(path)) : undefined;
    if (format !== undefined) return format.extension;
    // An empty file, or a page in place of a sound, is how a file host says "not yet", too.
    const isLag = reply.status === 200 || LAG_STATUSES.includes(reply.status);
    if (!isLag || looks >= LAG_LOOKS) throw notFetched(name, `status ${reply.status}`);
    await rm(path, { force: true });
    await clock.sleep(LAG_PAUSE_MS, signal);
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function errorOf(name: string, error: TransportError): StemstaveError {
  return error.failure === 'private-address'
    ? badAddress(name, error)
    : notFetched(name, error.failure, error);
}

function badAddress(name: string, cause?: unknown): StemstaveError {
  return new StemstaveError(
    'stem-address',
    `The address that Apikley gives for ${stemFileName(name)} is not a secure one on the open internet, so it was not asked.`,
    { cause },
  );
}

function notFetched(name: string, why: string, cause?: unknown): StemstaveError {
  return new StemstaveError(
    'stem-not-fetched',
    `${stemFileName(name)} could not be fetched (${why}); try again. Apikley keeps stems for 14 days.`,
    { action: 'retry', cause },
  );
}
