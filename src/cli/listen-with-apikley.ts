import { dirname, join, resolve } from 'node:path';
import { createApikleyEngine } from '../engines/apikley/apikley-engine.ts';
import type { Confirm } from '../engines/apikley/consent.ts';
import { proxyFromEnvironment } from '../engines/apikley/http/proxy.ts';
import { ownOriginOf } from '../engines/apikley/addresses.ts';
import type { Payment } from '../engines/apikley/engine-types.ts';
import { stemsRefused } from '../engines/apikley/flow/notes.ts';
import { fetchStems } from '../engines/apikley/stems.ts';
import { CancelledError, StemstaveError } from '../errors.ts';
import { readMidi } from '../formats/midi/read.ts';
import { checkCaps } from '../jobs/caps.ts';
import { fitRecording } from '../engines/smaller-copy/fit-recording.ts';
import { fingerprintOf } from '../jobs/file-hash.ts';
import { jobToGoOnWith, type Job } from '../jobs/job.ts';
import { findPaidScore } from '../jobs/paid-scores.ts';
import { JobStore } from '../jobs/job-store.ts';
import { answer } from './answer.ts';
import { jobsFolder } from './jobs-folder.ts';
import type { Listen } from './listen.ts';

/** Transcribes through the service. The key comes from the environment, never from the command line. */
export const listenWithApikley: Listen = async (command, onProgress, signal) => {
  const { env } = process;
  const store = new JobStore(jobsFolder());
  const network = proxyFromEnvironment(env);
  const baseUrl = env['STEMSTAVE_APIKLEY_BASE_URL'];
  const engine = createApikleyEngine({
    jobs: store,
    getKey: () => Promise.resolve(env['STEMSTAVE_APIKLEY_KEY']),
    baseUrl,
    uploadBaseUrl: env['STEMSTAVE_APIKLEY_UPLOAD_BASE_URL'],
    transportOptions: network,
  });
  await store.tidy();
  const path = resolve(command.audioPath);
  const known = await fingerprintOf(path, signal);
  const { sha256 } = known;
  const earlier = await jobFor(store, sha256);
  // What has a record goes on from it; --fresh and --start-anew are the word of the user.
  if (earlier === undefined && !command.fresh && !command.answers['start-anew']) {
    const folders = [
      dirname(path),
      ...(command.outFolder === undefined ? [] : [command.outFolder]),
    ];
    const score = await findPaidScore(folders, sha256, (midi) => readMidi(midi).provenance);
    if (score !== undefined) throw scoreExists(score);
  }
  const confirm: Confirm = (question, balance) =>
    answer(question, balance, command.answers, signal);
  const maker = {
    workerPath: join(__dirname, 'copy-worker.js'),
    ffmpegProgram: env['STEMSTAVE_FFMPEG'] ?? 'ffmpeg',
  };
  const { copies } = store;
  const listJobs = async () => (await store.journal.load()).jobs;
  const fit = { copies, maker, confirm, onProgress, known, listJobs };
  const source = await fitRecording(path, fit, signal);
  const beforePaying = async (payment: Payment): Promise<void> => {
    checkCaps(payment, command.caps, await listJobs(), store.clock.now());
  };
  const { transcription, receipt } = await engine
    .transcribeWithReceipt(
      { kind: 'audio', ...source },
      {
        confirm,
        beforePaying,
        // Whoever repeats a command that failed must not pay each time.
        fresh: command.fresh && earlier?.state === 'done',
      },
      onProgress,
      signal,
    )
    .catch(async (error: unknown) => {
      const job = error instanceof CancelledError ? await jobFor(store, sha256) : undefined;
      if (job !== undefined) process.stderr.write(`\n${STOPPED}\n`);
      throw error;
    });
  const { withoutStems } = receipt;
  if (withoutStems.length > 0) process.stderr.write(`\n${stemsRefused(withoutStems).message}\n`);
  const saveStems = async (folder: string): Promise<readonly string[]> => {
    const stems = (await store.find(receipt.jobId))?.job.stems ?? [];
    const download = { network, ownOrigin: ownOriginOf(baseUrl) };
    const { clock } = store;
    return fetchStems({ stems, folder, download, clock, onProgress }, signal);
  };
  const { taskIds, sourceSha256 } = receipt;
  return { transcription, taskIds, sourceSha256, saveStems };
};

const STOPPED =
  'Only the waiting has ended: what was charged stands, and Apikley goes on. The same command goes on from there; nothing that was paid for is paid again.';

function scoreExists(path: string): StemstaveError {
  return new StemstaveError(
    'file-exists',
    `${path} is the score of this very recording, made by Apikley. Use it, or pay again with --fresh.`,
  );
}

/** The job for a recording that there is to go on with, whatever its options. */
async function jobFor(store: JobStore, sha256: string): Promise<Job | undefined> {
  const { jobs } = await store.journal.load();
  const own = jobs.filter(({ source }) => source.kind === 'audio' && source.sha256 === sha256);
  return jobToGoOnWith(own);
}
