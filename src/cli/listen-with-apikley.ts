import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createApikleyEngine } from '../engines/apikley/apikley-engine.ts';
import { wordingOf, type ConsentQuestion } from '../engines/apikley/consent.ts';
import { proxyFromEnvironment } from '../engines/apikley/http/proxy.ts';
import { StemstaveError } from '../errors.ts';
import { JobStore } from '../jobs/job-store.ts';
import type { Command } from './arguments.ts';
import type { Listen } from './listen.ts';

/** Transcribes through the service. The key comes from the environment, never from the command line. */
export const listenWithApikley: Listen = async (command, onProgress, signal) => {
  const { env } = process;
  const engine = createApikleyEngine({
    jobs: new JobStore(jobsFolder()),
    getKey: () => Promise.resolve(env['STEMSTAVE_APIKLEY_KEY']),
    baseUrl: env['STEMSTAVE_APIKLEY_BASE_URL'],
    uploadBaseUrl: env['STEMSTAVE_APIKLEY_UPLOAD_BASE_URL'],
    transportOptions: proxyFromEnvironment(env),
  });
  const { transcription, receipt } = await engine.transcribeWithReceipt(
    { kind: 'audio', path: command.audioPath },
    {
      confirm: (question, balance) => confirm(question, balance, command, signal),
      fresh: command.fresh,
    },
    onProgress,
    signal,
  );
  return { transcription, taskIds: receipt.taskIds };
};

/**
 * Where records of paid work live, as other programs of the user's keep their state; or the folder of
 * the extension in VS Code, so that the two do not pay for the same recording.
 */
function jobsFolder(): string {
  const { STEMSTAVE_JOBS: chosen, XDG_STATE_HOME: home } = process.env;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const state = home ?? join(homedir(), '.local', 'state');
  return join(state, 'stemstave', 'jobs');
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
    if (question.kind === 'start-anew' && question.reason === 'cut-off') {
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
