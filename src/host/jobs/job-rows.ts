import * as vscode from 'vscode';
import { paidStepsOf } from '../../jobs/paid-steps.ts';
import { totalOf } from '../../jobs/spending.ts';
import { isFreeToGoOn } from '../../jobs/job.ts';
import type { JobOverview } from '../../jobs/job-store.ts';
import { isActive, type LiveJob } from './live-jobs.ts';

/** The groups of the Jobs view, in the order in which they are shown. */
export const GROUPS = ['running', 'waiting', 'failed', 'done'] as const;
export type Group = (typeof GROUPS)[number];

/** What can be done with a job, by which VS Code chooses its buttons: see `viewItem` in package.json. */
export type Standing =
  | 'queued'
  | 'running'
  | 'running-charged'
  | 'elsewhere'
  | 'stopped'
  | 'failed'
  | 'unknown'
  | 'done'
  | 'done-with-stems';

/** One line of the Jobs view. */
export interface JobRow {
  readonly group: Group;
  readonly standing: Standing;
  readonly label: string;
  readonly description: string;
  /** A plain text: words of the service are among it, and must not become anything else. */
  readonly tooltip: string;
  readonly live: LiveJob | undefined;
  readonly overview: JobOverview | undefined;
}

/**
 * The jobs of this window and the records of all windows, as one list: a record and the job of this
 * window that works on it are one line.
 * @param isHidden whether the user has taken a record off the list
 */
export function jobRows(
  live: readonly LiveJob[],
  overviews: readonly JobOverview[],
  isHidden: (jobId: string) => boolean,
  nowMs: number,
): readonly JobRow[] {
  const shown = overviews.filter(
    (overview) =>
      overview.state !== 'abandoned' &&
      !isHidden(overview.job.id) &&
      !isOvertaken(overview, overviews),
  );
  const taken = new Set<JobOverview>();
  const rows: JobRow[] = [];
  for (const job of live) {
    const record = shown.find((overview) => !taken.has(overview) && isRecordOf(overview, job));
    if (record !== undefined) taken.add(record);
    rows.push(rowOf(job, record, nowMs));
  }
  for (const overview of shown) {
    if (!taken.has(overview)) rows.push(rowOf(undefined, overview, nowMs));
  }
  return rows;
}

/** A failure is of no interest any more once the same was tried again. */
function isOvertaken({ job, state }: JobOverview, overviews: readonly JobOverview[]): boolean {
  return (
    state === 'failed' &&
    overviews.some((other) => other.job.key === job.key && other.job.createdAtMs > job.createdAtMs)
  );
}

function isRecordOf({ job }: JobOverview, live: LiveJob): boolean {
  if (live.journalId !== undefined) return live.journalId === job.id;
  const { source } = job;
  return (
    live.engine === 'apikley' &&
    source.kind === 'audio' &&
    source.path !== undefined &&
    source.path === live.recording?.fsPath
  );
}

function rowOf(
  live: LiveJob | undefined,
  overview: JobOverview | undefined,
  nowMs: number,
): JobRow {
  const standing = standingOf(live, overview, nowMs);
  const label = live?.title ?? titleOf(overview);
  const cost = costOf(overview);
  const parts = [sayStanding(standing, live, overview), cost].filter((part) => part !== '');
  return {
    group: groupOf(standing),
    standing,
    label,
    description: parts.join(' · '),
    tooltip: [label, ...parts, ...detailsOf(live, overview)].join('\n'),
    live,
    overview,
  };
}

function standingOf(
  live: LiveJob | undefined,
  overview: JobOverview | undefined,
  nowMs: number,
): Standing {
  if (live !== undefined && isActive(live)) {
    if (live.phase === 'waiting') return 'queued';
    return live.isCharged ? 'running-charged' : 'running';
  }
  if (overview !== undefined) {
    const { state, isRunning, job } = overview;
    if (isRunning) return 'elsewhere';
    if (state === 'unknown') return 'unknown';
    if (state === 'done') {
      const areKept = job.stemsExpireAtMs !== undefined && job.stemsExpireAtMs > nowMs;
      return areKept && (job.stems?.length ?? 0) > 0 ? 'done-with-stems' : 'done';
    }
    if (state !== 'failed') return live?.phase === 'failed' ? 'failed' : 'stopped';
    return 'failed';
  }
  return live?.phase === 'done' ? 'done' : 'failed';
}

function groupOf(standing: Standing): Group {
  switch (standing) {
    case 'running':
    case 'running-charged':
    case 'elsewhere':
      return 'running';
    case 'queued':
    case 'stopped':
      return 'waiting';
    case 'failed':
    case 'unknown':
      return 'failed';
    case 'done':
    case 'done-with-stems':
      return 'done';
  }
}

function sayStanding(
  standing: Standing,
  live: LiveJob | undefined,
  overview: JobOverview | undefined,
): string {
  switch (standing) {
    case 'queued':
      return vscode.l10n.t('Waiting for its turn');
    case 'running':
    case 'running-charged':
      return sayProgress(live);
    case 'elsewhere':
      return vscode.l10n.t('In another window');
    case 'stopped':
      return overview !== undefined && isFreeToGoOn(overview.job)
        ? vscode.l10n.t('Stopped; to resume costs nothing')
        : vscode.l10n.t('Stopped; you are asked before it costs more');
    case 'unknown':
      return vscode.l10n.t('Cut off; may have been charged');
    case 'failed':
      return live?.error?.message ?? overview?.job.error?.sentence ?? vscode.l10n.t('Failed');
    case 'done':
    case 'done-with-stems':
      return '';
  }
}

function sayProgress(live: LiveJob | undefined): string {
  const { fraction, message = '', notesSoFar } = live?.progress ?? { fraction: undefined };
  const percent = fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`;
  const notes = notesSoFar === undefined ? '' : vscode.l10n.t('{0} notes so far', notesSoFar);
  return [message, percent, notes].filter((part) => part !== '').join(' · ');
}

/** What a job has cost so far, by the account's balance. */
function costOf(overview: JobOverview | undefined): string {
  if (overview === undefined) return '';
  const steps = paidStepsOf(overview.job).filter(({ fate }) => fate !== 'refused');
  if (steps.length === 0) return '';
  const { credits, unknownCount } = totalOf(steps);
  if (unknownCount === steps.length) {
    return steps.length === 1
      ? vscode.l10n.t('1 paid request')
      : vscode.l10n.t('{0} paid requests', steps.length);
  }
  return unknownCount === 0
    ? vscode.l10n.t('{0} credits', credits)
    : vscode.l10n.t('at least {0} credits', credits);
}

function detailsOf(live: LiveJob | undefined, overview: JobOverview | undefined): string[] {
  const steps = overview === undefined ? [] : paidStepsOf(overview.job);
  const balances = steps.flatMap(({ balanceBefore, balanceAfter }) =>
    balanceBefore === undefined || balanceAfter === undefined
      ? []
      : [[balanceBefore, balanceAfter] as const],
  );
  const [first, last] = [balances[0], balances.at(-1)];
  return [
    ...(first === undefined || last === undefined
      ? []
      : [vscode.l10n.t('Balance {0} before, {1} after', first[0], last[1])]),
    live?.engine === 'on-device' ? vscode.l10n.t('On this computer') : 'Apikley',
    new Date(overview?.job.createdAtMs ?? live?.startedAtMs ?? 0).toLocaleString(),
  ];
}

function titleOf(overview: JobOverview | undefined): string {
  const source = overview?.job.source;
  if (source === undefined) return '';
  return source.kind === 'audio' ? source.name.replace(/\.[^.]+$/, '') : source.taskId;
}
