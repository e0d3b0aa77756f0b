import { arch, platform, release } from 'node:os';
import * as vscode from 'vscode';
import { StemstaveError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import { resumedJob, type HowToGoOn } from '../apikley-jobs.ts';
import { openScore } from '../open-score.ts';
import { reportError } from '../report-error.ts';
import type { HostServices } from '../services.ts';
import { uriExists } from '../uri-exists.ts';
import { downloadStems } from './download-stems.ts';
import { diagnosticReport } from './diagnostic-report.ts';
import { placeOf, type JobPlace } from './job-place.ts';
import type { JobRow } from './job-rows.ts';
import { JOBS_VIEW, type Node } from './jobs-view.ts';
import { isActive } from './live-jobs.ts';

type Action = (services: HostServices, row: JobRow) => unknown;

/** What can be done with a line of the Jobs view; package.json says with which. */
const ACTIONS: Readonly<Record<string, Action>> = {
  cancel,
  stopWaiting: cancel,
  retry: (services, row) => {
    if (row.live === undefined) return resume(services, row, 'asks');
    row.live.retry();
    return undefined;
  },
  resume: (services, row) => resume(services, row, 'asks'),
  checkAgain: (services, row) => resume(services, row, 'only-reads'),
  // Asks, with the balances, and pays anew for what was cut off: what else was paid for is kept.
  startAnew: (services, row) => resume(services, row, 'asks'),
  open: openResult,
  downloadStems,
  copyReport,
  giveUp,
  remove,
};

/** Registers the commands of the Jobs view; whatever one throws is shown as a sentence. */
export function registerJobCommands(services: HostServices): vscode.Disposable[] {
  const forRows = Object.entries(ACTIONS).map(([name, action]) =>
    vscode.commands.registerCommand(`stemstave.job.${name}`, async (node?: Partial<Node>) => {
      // Anyone can call a command with anything.
      if (node?.kind !== 'job' || node.row === undefined) return;
      try {
        await action(services, node.row);
      } catch (error) {
        void reportError(error, services.log);
      }
    }),
  );
  return [
    ...forRows,
    vscode.commands.registerCommand('stemstave.showJobs', showJobs),
    vscode.commands.registerCommand('stemstave.cancelTranscription', () => cancelOne(services)),
  ];
}

function cancel(_services: HostServices, { live }: JobRow): void {
  live?.cancel();
}

async function showJobs(): Promise<void> {
  await vscode.commands.executeCommand(`${JOBS_VIEW}.focus`);
}

/** For the keyboard: cancels the one that runs, or the one that is picked. */
async function cancelOne({ live }: HostServices): Promise<void> {
  const active = live.all.filter(isActive);
  const items = active.map((job) => ({
    label: job.title,
    description: job.isCharged ? vscode.l10n.t('ends the wait; the charge stands') : '',
    job,
  }));
  const [only] = items;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Nothing is being transcribed.'));
    return;
  }
  const picked =
    items.length === 1
      ? only
      : await vscode.window.showQuickPick(items, {
          title: vscode.l10n.t('Cancel Transcription'),
        });
  picked?.job.cancel();
}

async function resume(services: HostServices, row: JobRow, how: HowToGoOn): Promise<void> {
  const job = row.overview?.job;
  if (job === undefined) return;
  await services.transcriber.runAll([
    { ...knownPlaceOf(job), ...resumedJob(services, job, row.label, how) },
  ]);
}

async function openResult(services: HostServices, row: JobRow): Promise<void> {
  const heardIn = row.live !== undefined && isActive(row.live) ? row.live.heardIn : undefined;
  if (heardIn !== undefined) {
    await openScore(heardIn);
    return;
  }
  const journalId = row.overview?.job.id;
  const score = row.live?.result ?? (journalId && services.library.scoreOf(journalId));
  if (score !== undefined && score !== '' && (await uriExists(score))) {
    await openScore(score);
    return;
  }
  // What was paid for is kept with the record: it is written down again, which costs nothing.
  await resume(services, row, 'only-reads');
}

async function copyReport({ context, keys, log }: HostServices, row: JobRow): Promise<void> {
  // A key that was never read in this session is not known to those who take it out.
  await keys.read();
  const report = diagnosticReport(row.live, row.overview, {
    extensionVersion: String((context.extension.packageJSON as { version?: unknown }).version),
    editorVersion: vscode.version,
    platform: `${platform()} ${release()} ${arch()}, Node ${process.versions.node}`,
  });
  await vscode.env.clipboard.writeText(report);
  log.info('The diagnostic report of a job was copied.');
  void vscode.window.setStatusBarMessage(vscode.l10n.t('Diagnostic report copied'), 5000);
}

/** Ends a job for good that was cut off or has failed; the next one for its recording begins anew. */
async function giveUp({ library, live }: HostServices, row: JobRow): Promise<void> {
  const giveIn = vscode.l10n.t('Give Up');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Give up on “{0}”?', row.label),
    {
      modal: true,
      detail: vscode.l10n.t(
        'What was charged stays charged, and its result is not fetched any more. The recording can be transcribed anew, which is paid for again.',
      ),
    },
    giveIn,
  );
  if (chosen !== giveIn) return;
  if (row.overview !== undefined) {
    const { id } = row.overview.job;
    await (await library.storeOf(id)).abandon(id);
  }
  if (row.live !== undefined) live.remove(row.live.id);
}

async function remove({ library, live }: HostServices, row: JobRow): Promise<void> {
  if (row.live !== undefined) live.remove(row.live.id);
  if (row.overview !== undefined) await library.hide(row.overview.job.id);
}

/** @throws {StemstaveError} `no-folder` */
function knownPlaceOf(job: Job): JobPlace {
  const place = placeOf(job);
  if (place !== undefined) return place;
  throw new StemstaveError(
    'no-folder',
    vscode.l10n.t('Open a folder first: the score has to be saved somewhere.'),
  );
}
