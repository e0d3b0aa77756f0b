import { dirname, join, resolve } from 'node:path';
import { fitRecording } from '../engines/smaller-copy/fit-recording.ts';
import { CancelledError, StemstaveError } from '../errors.ts';
import { readMidi } from '../formats/midi/read.ts';
import { fingerprintOf } from '../jobs/file-hash.ts';
import { lookUp } from '../jobs/job-stores.ts';
import { findPaidScore } from '../jobs/paid-scores.ts';
import { jobStores } from './jobs-folder.ts';
import type { Listen } from './listen.ts';
import { paidWork } from './paid-work.ts';

/** Transcribes through the service. */
export const listenWithApikley: Listen = async (command, scorePath, onProgress, signal) => {
  const path = resolve(command.audioPath);
  const known = await fingerprintOf(path, signal);
  const stores = await jobStores();
  const { store, earlier } = await lookUp(stores, known.sha256);
  await store.tidy();
  // What has a record goes on from it; --fresh and --start-anew are the word of the user.
  if (earlier === undefined && !command.fresh && !command.answers['start-anew']) {
    const score = await findPaidScore(
      [dirname(path), dirname(scorePath)],
      known.sha256,
      (midi) => readMidi(midi).provenance,
    );
    if (score !== undefined) throw scoreExists(score);
  }
  const { engine, options, heardOf } = paidWork(store, command, onProgress, signal);
  const fit = {
    copies: store.copies,
    maker: {
      workerPath: join(__dirname, 'copy-worker.js'),
      ffmpegProgram: process.env['STEMSTAVE_FFMPEG'] ?? 'ffmpeg',
    },
    confirm: options.confirm,
    onProgress,
    known,
    listJobs: async () => (await store.journal.load()).jobs,
  };
  const source = await fitRecording(path, fit, signal);
  // Whoever repeats a command that failed must not pay each time.
  const fresh = command.fresh && earlier?.state === 'done';
  const result = await engine
    .transcribeWithReceipt(
      { kind: 'audio', ...source },
      { ...options, fresh, scorePath },
      onProgress,
      signal,
    )
    .catch(async (error: unknown) => {
      const isCancelled = error instanceof CancelledError;
      const left = isCancelled ? (await lookUp(stores, known.sha256)).earlier : undefined;
      if (left !== undefined) process.stderr.write(`\n${STOPPED}\n`);
      throw error;
    });
  return heardOf(result);
};

const STOPPED =
  'Only the waiting has ended: what was charged stands, and Apikley goes on. The same command goes on from there; nothing that was paid for is paid again.';

function scoreExists(path: string): StemstaveError {
  return new StemstaveError(
    'file-exists',
    `${path} is the score of this very recording, made by Apikley. Use it, or pay again with --fresh.`,
  );
}
