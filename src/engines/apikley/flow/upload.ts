import type { FileHandle } from 'node:fs/promises';
import { hasCaps } from '../../../jobs/caps.ts';
import { orCancelled } from '../../../jobs/clock.ts';
import type { Recording } from '../recording.ts';
import { withRetries } from '../retrying.ts';
import { withinCaps } from './pay.ts';
import { askOrCancel, balanceOf, type Run } from './run.ts';

/** The service keeps uploads for one to three days: an older one is not relied on. */
const UPLOAD_TRUSTED_MS = 20 * 3600_000;
const UPLOAD_FOLDER = 'audio/stemstave';
const KEPT_DAYS = 3;
/** Separation, then MIDI. */
const PAID_CALLS_AHEAD = 2;

/** A recording that is open for sending. */
export interface OpenRecording {
  readonly handle: FileHandle;
  readonly recording: Recording;
  /** Host the recording goes to. */
  readonly host: string;
}

/**
 * Gives the address of the uploaded recording, uploading it after consent if it is not there yet.
 * @param again true uploads even if an earlier upload should still be there
 */
export async function uploadedUrl(run: Run, source: OpenRecording, again = false): Promise<string> {
  const { recording, host } = source;
  const earlier = again ? undefined : trustedUpload(run);
  if (earlier !== undefined) return earlier;
  if (!again) {
    // What the limits forbid need not be uploaded first.
    if (hasCaps(run.caps()) && !run.isUnattended)
      await withinCaps(run, 'separation', await balanceOf(run));
    await askOrCancel(run, {
      kind: 'upload',
      host,
      fileName: recording.name,
      sizeBytes: recording.sizeBytes,
      keptDays: KEPT_DAYS,
      paidCalls: PAID_CALLS_AHEAD,
    });
  }
  run.progress.begin(`Uploading to ${host}`, 0.2);
  const settle = await run.recorder.intend('upload', '', 'uploading');
  try {
    const { url } = await orCancelled(send(run, source), run.signal);
    await settle({ state: 'done', url }, 'uploaded');
    return url;
  } catch (error) {
    await settle({ state: 'failed' });
    throw error;
  }
}

/**
 * Where an earlier upload lies, if it can be relied on. The service takes money for an address that it
 * then finds nothing at, so whatever is in doubt is uploaded again, which is free: what seems to come
 * from the future, since a clock was set back, and what the service could not fetch before.
 */
function trustedUpload({ recorder, clock }: Run): string | undefined {
  const { steps } = recorder.job;
  const at = steps.findLastIndex(({ name }) => name === 'upload');
  const upload = steps[at];
  if (upload?.url === undefined) return undefined;
  const ageMs = clock.now() - upload.sentAtMs;
  if (ageMs < 0 || ageMs >= UPLOAD_TRUSTED_MS) return undefined;
  const wasMissed = steps.slice(at).some(({ errorCode }) => errorCode === 'recording-not-fetched');
  return wasMissed ? undefined : upload.url;
}

function send(run: Run, { handle, recording }: OpenRecording) {
  const { format, sha256, sizeBytes } = recording;
  const attempt = () => {
    const file = {
      field: 'file',
      // New each time, and without a word of the file's own name.
      fileName: `${run.clock.now().toFixed(0)}-${sha256.slice(0, 12)}-${crypto.randomUUID().slice(0, 8)}.${format.extension}`,
      mimeType: format.mimeType,
      handle,
      sizeBytes,
    };
    const onSent = (bytes: number): void => {
      run.progress.at(bytes / sizeBytes);
    };
    return run.client.upload(file, UPLOAD_FOLDER, onSent, run.signal);
  };
  return withRetries(attempt, 'free', run.clock, run.signal, (ms) => {
    run.progress.pause(`Uploading failed; trying again in ${Math.ceil(ms / 1000)} s`);
  });
}
