import * as vscode from 'vscode';
import { StemstaveError } from '../../errors.ts';
import { goesOnByItself, type Job } from '../../jobs/job.ts';
import type { JobOverview } from '../../jobs/job-store.ts';
import { resumedJob } from '../apikley-jobs.ts';
import { logError } from '../log-error.ts';
import { reportError } from '../report-error.ts';
import type { HostServices } from '../services.ts';
import { placeOf, type JobPlace } from './job-place.ts';

/** After the start, which is not to be slowed down. */
const FIRST_LOOK_MS = 1000;
/** A window that is being closed holds its jobs for a moment longer, and another one as long as it lives. */
const LOOK_PAUSES_MS = [1000, 2000, 5000, 10_000, 30_000] as const;
/** Ends that say no more than that somebody else has seen, or sees, to the job. */
const IN_OTHER_HANDS: readonly string[] = [
  'job-running-elsewhere',
  'lock-lost',
  'nothing-to-resume',
];
/** Without a network, say. */
const TRY_AGAIN_MS = 5 * 60_000;

/**
 * Takes up, after a start of VS Code, the jobs of this workspace that were cut off while a task of the
 * service was waited for. That costs nothing, so nobody is asked, and nobody is told but by the Jobs view
 * and the status bar. What would cost more waits for the person.
 */
export class UnattendedJobs implements vscode.Disposable {
  readonly #services: HostServices;
  readonly #trusted: vscode.Disposable;
  /** Ids of jobs that were cut off before this window began; each is taken up once. */
  #cutOff: ReadonlySet<string> | undefined;
  #looks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: HostServices) {
    this.#services = services;
    this.#trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.#lookIn(0);
    });
    this.#lookIn(FIRST_LOOK_MS);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#trusted.dispose();
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#look().catch((error: unknown) => {
        logError(error, this.#services.log);
      });
    }, ms);
  }

  async #look(): Promise<void> {
    const { library, keys } = this.#services;
    if (!vscode.workspace.isTrusted) return;
    const overviews = await library.list();
    const mine = overviews.filter((each) => goesOnByItself(each.job) && this.#isMine(each.job));
    this.#cutOff ??= new Set(mine.map(({ job }) => job.id));
    const left = mine.filter(({ job }) => this.#cutOff?.has(job.id) === true);
    if (left.length === 0 || (await keys.read()) === undefined) return;
    const free = left.filter(({ isRunning }) => !isRunning);
    this.#cutOff = new Set(left.filter(({ isRunning }) => isRunning).map(({ job }) => job.id));
    for (const overview of free) void this.#takeUp(overview);
    if (this.#cutOff.size === 0) return;
    const pause = LOOK_PAUSES_MS[Math.min(this.#looks, LOOK_PAUSES_MS.length - 1)] ?? 0;
    this.#looks += 1;
    this.#lookIn(pause);
  }

  /** The journal is that of all windows: others see to the jobs of other folders. */
  #isMine(job: Job): boolean {
    const place = placeOf(job);
    const isChosen = job.scorePath !== undefined || place?.recording !== undefined;
    return (
      place !== undefined &&
      isChosen &&
      vscode.workspace.getWorkspaceFolder(place.folder) !== undefined
    );
  }

  async #takeUp({ job }: JobOverview): Promise<void> {
    const { log, transcriber } = this.#services;
    const place = placeOf(job);
    if (place === undefined) return;
    log.info(`${place.title}: goes on from its record.`);
    const onQuietEnd = (error: unknown): void => {
      this.#ended(job, place, error);
    };
    await transcriber.runAll([
      { ...place, ...resumedJob(this.#services, job, place.title, 'unattended'), onQuietEnd },
    ]);
  }

  #ended(job: Job, place: JobPlace, error: unknown): void {
    const { log } = this.#services;
    const known = error instanceof StemstaveError ? error : undefined;
    if (known?.code === 'consent-needed') {
      void this.#askToGoOn(job, place);
      return;
    }
    if (known !== undefined && IN_OTHER_HANDS.includes(known.code)) {
      log.info(`${place.title}: ${known.code}.`);
      return;
    }
    if (known?.action === 'check-again') {
      logError(error, log);
      this.#cutOff = new Set([...(this.#cutOff ?? []), job.id]);
      this.#lookIn(TRY_AGAIN_MS);
      return;
    }
    void reportError(error, log);
  }

  async #askToGoOn(job: Job, place: JobPlace): Promise<void> {
    const goOn = vscode.l10n.t('Go On…');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('“{0}” has come to a step that costs money.', place.title),
      goOn,
    );
    if (chosen !== goOn) return;
    await this.#services.transcriber.runAll([
      { ...place, ...resumedJob(this.#services, job, place.title, 'asks') },
    ]);
  }
}
