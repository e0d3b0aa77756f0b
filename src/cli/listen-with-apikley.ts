import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createApikleyEngine } from '../engines/apikley/apikley-engine.ts';
import { wordingOf, type ConsentQuestion } from '../engines/apikley/consent.ts';
import { proxyFromEnvironment } from '../engines/apikley/http/proxy.ts';
import { ownOriginOf } from '../engines/apikley/addresses.ts';
import type { Payment } from '../engines/apikley/engine-types.ts';
import { stemsRefused } from '../engines/apikley/flow/notes.ts';
import { fetchStems } from '../engines/apikley/stems.ts';
import { CancelledError, StemstaveError } from '../errors.ts';
import { checkCaps } from '../jobs/caps.ts';
import { sha256OfFile } from '../jobs/file-hash.ts';
import { isWorthContinuing, type Job } from '../jobs/job.ts';
import { JobStore } from '../jobs/job-store.ts';
import type { Command } from './arguments.ts';
import type { Listen } from './listen.ts';
import { checkNotPaid } from './paid-score.ts';

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
  const sha256 = await sha256OfFile(command.audioPath, signal);
  const earlier = await latestJob(store, sha256);
  // What has a record goes on from it; --fresh and --start-anew are the word of the user.
  if (earlier === undefined && !command.fresh && !command.startAnew) {
    const folder = dirname(command.audioPath);
    await checkNotPaid(new Set([folder, command.outFolder ?? folder]), sha256);
  }
  const beforePaying = async (payment: Payment): Promise<void> => {
    const jobs = (await store.list()).map(({ job }) => job);
    checkCaps(payment, command.caps, jobs, store.clock.now());
  };
  const { transcription, receipt } = await engine
    .transcribeWithReceipt(
      { kind: 'audio', path: resolve(command.audioPath) },
      {
        confirm: (question, balance) => confirm(question, balance, command, signal),
        beforePaying,
        // Whoever repeats a command that failed must not pay each time.
        fresh: command.fresh && earlier?.state === 'done',
      },
      onProgress,
      signal,
    )
    .catch(async (error: unknown) => {
      const job = error instanceof CancelledError ? await latestJob(store, sha256) : undefined;
      if (job !== undefined && isWorthContinuing(job)) process.stderr.write(`\n${STOPPED}\n`);
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
  return { transcription, taskIds: receipt.taskIds, saveStems };
};

const STOPPED =
  'Only the waiting has ended: what was charged stands, and Apikley goes on. The same command goes on from there; nothing that was paid for is paid again.';

/** The latest job for a recording, whatever its options. */
async function latestJob(store: JobStore, sha256: string): Promise<Job | undefined> {
  const found = (await store.list()).find(
    ({ job: { source } }) => source.kind === 'audio' && source.sha256 === sha256,
  );
  return found?.job;
}

/**
 * Where records of paid work live, as other programs of the user's keep their state; or the folder of
 * the extension in VS Code, so that the two do not pay for the same recording.
 */
function jobsFolder(): string {
  const { STEMSTAVE_JOBS: chosen, XDG_STATE_HOME: home } = process.env;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return join(home ?? stateFolder(), 'stemstave', 'jobs');
}

/** Where this system's programs keep what is neither settings nor documents. */
function stateFolder(): string {
  if (process.platform === 'win32') {
    return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  }
  return process.platform === 'darwin'
    ? join(homedir(), 'Library', 'Application Support')
    : join(homedir(), '.local', 'state');
}

/**
 * By flag, or by a question on the terminal.
 * @throws {StemstaveError} `consent-needed` without either
 */
async function confirm(
  question: ConsentQuestion,
  balance: number | undefined,
  { allowUpload, allowCover, startAnew }: Command & { readonly kind: 'transcribe' },
  signal: AbortSignal,
): Promise<boolean> {
  if (question.kind === 'upload' && allowUpload) return true;
  if (question.kind === 'cover' && allowCover) return true;
  if (question.kind === 'start-anew' && startAnew) return true;
  const wording = wordingOf(question, balance);
  process.stderr.write(`\n${wording.question}\n${wording.detail}\n`);
  if (!process.stdin.isTTY) {
    // The answer that costs nothing is to look again, which the caller is told how to do.
    if (question.kind === 'start-anew' && question.reason !== 'failed') {
      process.stderr.write(`${howToAgree(question)}\n`);
      return false;
    }
    throw new StemstaveError(
      'consent-needed',
      `Nobody is there to answer that. ${howToAgree(question)}`,
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${wording.accept}? [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

function howToAgree({ kind }: ConsentQuestion): string {
  if (kind === 'upload') return 'Say yes beforehand with --allow-upload.';
  if (kind === 'cover') return 'Say yes beforehand with --allow-cover.';
  if (kind === 'start-anew') return 'Say yes with --start-anew.';
  return 'Run the same command on a terminal to answer.';
}
