import { basename, dirname, extname } from 'node:path';
import type { EngineProgress } from '../engines/engine.ts';
import { StemstaveError } from '../errors.ts';
import { goesOnByItself, type Job } from '../jobs/job.ts';
import type { JobOverview, JobStore } from '../jobs/job-store.ts';
import { paidStepsOf } from '../jobs/paid-steps.ts';
import { totalOf } from '../jobs/spending.ts';
import type { Command } from './arguments.ts';
import { jobStores } from './jobs-folder.ts';
import { paidWork } from './paid-work.ts';
import type { ProgressLine } from './progress-line.ts';
import { planScoreFiles, summaryOf, writeScoreFiles } from './score-files.ts';

/** As much of a job's name as is shown: when it was begun, and a little against chance. */
const SHOWN_ID = 19;

/** `jobs`: every job there is a record of, and what can be done with it. */
export async function listJobs(): Promise<void> {
  for (const store of await jobStores()) {
    const overviews = await store.list();
    if (overviews.length === 0) continue;
    process.stdout.write(`${store.folder}\n`);
    for (const overview of overviews) process.stdout.write(`${lineOf(overview)}\n`);
  }
}

function lineOf({ job, state, isRunning }: JobOverview): string {
  const standing = isRunning ? 'running' : state;
  return [
    job.id.slice(0, SHOWN_ID),
    standing.padEnd(10),
    titleOf(job).padEnd(24),
    costOf(job).padEnd(18),
    isRunning ? '' : adviceOn(job, state),
  ]
    .join('  ')
    .trimEnd();
}

function costOf(job: Job): string {
  const steps = paidStepsOf(job).filter(({ fate }) => fate !== 'refused');
  if (steps.length === 0) return 'nothing paid';
  const { credits, unknownCount } = totalOf(steps);
  return `${credits} credits${unknownCount > 0 ? ' or more' : ''}`;
}

function adviceOn(job: Job, state: JobOverview['state']): string {
  const id = job.id.slice(0, SHOWN_ID);
  if (state === 'done') return `to write its score again, for nothing: stemstave resume ${id}`;
  if (state === 'abandoned') return 'given up';
  if (state === 'unknown') {
    return `may have been charged; to look again, for nothing: stemstave resume ${id}`;
  }
  const why = state === 'failed' && job.error !== undefined ? `${job.error.sentence} ` : '';
  const cost = goesOnByItself(job) ? 'for nothing' : 'and be asked before it costs more';
  return `${why}To go on, ${cost}: stemstave resume ${id}`;
}

function titleOf({ source }: Job): string {
  return source.kind === 'audio' ? source.name : source.taskId;
}

/** `resume`: goes on with a job of the list, and writes its score. */
export async function resumeJob(
  command: Command & { readonly kind: 'resume' },
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  const { store, job } = await jobNamed(command.id);
  const path = job.scorePath ?? (job.source.kind === 'audio' ? job.source.path : undefined);
  const name = path ?? titleOf(job);
  const folder = command.outFolder ?? (path === undefined ? '.' : dirname(path));
  const files = await planScoreFiles(folder, basename(name, extname(name)), command.force);
  const onProgress = (p: EngineProgress): void => {
    progress.update(p);
  };
  const work = paidWork(store, command, onProgress, signal);
  const result = await work.engine.resume(job, work.options, onProgress, signal);
  const heard = work.heardOf(result);
  progress.update({ fraction: 1, message: 'Writing the score' });
  const paths = await writeScoreFiles(files, heard, command.stems);
  progress.end();
  process.stdout.write(summaryOf(heard.transcription, paths));
}

/** @throws {StemstaveError} `no-such-job` unless just one job's name begins like that */
async function jobNamed(start: string): Promise<{ readonly store: JobStore; readonly job: Job }> {
  const found: { store: JobStore; job: Job }[] = [];
  for (const store of await jobStores()) {
    const { jobs } = await store.journal.load();
    found.push(...jobs.flatMap((job) => (job.id.startsWith(start) ? [{ store, job }] : [])));
  }
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  throw new StemstaveError(
    'no-such-job',
    only === undefined
      ? `There is no job ${start}; "stemstave jobs" lists them all.`
      : `More than one job begins with ${start}; "stemstave jobs" lists them all.`,
  );
}
