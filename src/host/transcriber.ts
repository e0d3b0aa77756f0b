import * as vscode from 'vscode';
import { CancelledError } from '../errors.ts';
import type { EngineProgress } from '../engines/engine.ts';
import type { Provenance } from '../formats/midi/document.ts';
import type { Transcription } from '../transcription/model.ts';
import { reportError } from './report-error.ts';
import { checkWritable, planTarget, saveScore, type SaveTarget } from './save-score.ts';
import { SCORE_VIEW_TYPE } from './score-editor.ts';
import type { ScoreService } from './score-service.ts';

/** What one engine run gives back. */
export interface Heard {
  readonly transcription: Transcription;
  readonly provenance: Provenance;
}

/** One recording (or finished service task) to be turned into one `.mid`. */
export interface TranscriptionJob {
  /** Same for two jobs on the same source: only one of them runs at a time. */
  readonly id: string;
  /** Name of the score and, with `.mid`, of its file. */
  readonly title: string;
  readonly folder: vscode.Uri;
  /** The user has already agreed to replace what is there. */
  readonly mayReplace?: boolean;
  run(onProgress: (progress: EngineProgress) => void, signal: AbortSignal): Promise<Heard>;
}

interface PlannedJob {
  readonly job: TranscriptionJob;
  readonly target: SaveTarget;
}

/** Runs jobs under visible, cancellable progress, saves what they give and opens it. */
export class Transcriber {
  readonly #scores: ScoreService;
  readonly #log: vscode.LogOutputChannel;
  readonly #running = new Set<string>();

  constructor(scores: ScoreService, log: vscode.LogOutputChannel) {
    this.#scores = scores;
    this.#log = log;
  }

  /**
   * Plans where every result goes, then works unattended, one job after the other; what goes wrong
   * with one is reported and does not stop the next. One cancel ends the whole batch.
   */
  async runAll(jobs: readonly TranscriptionJob[]): Promise<void> {
    const planned: PlannedJob[] = [];
    const written: vscode.Uri[] = [];
    try {
      for (const job of jobs) {
        const target = await this.#plan(job);
        if (target !== undefined) planned.push({ job, target });
      }
      for (const [index, { job, target }] of planned.entries()) {
        const count = planned.length === 1 ? '' : ` (${index + 1}/${planned.length})`;
        const uri = await this.#runOne(job, target, count);
        if (uri !== undefined) written.push(uri);
      }
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      this.#log.info('Cancelled by the user.');
    }
    await this.#show(written, jobs.length);
  }

  async #plan(job: TranscriptionJob): Promise<SaveTarget | undefined> {
    if (this.#running.has(job.id)) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} is already being transcribed.', job.title),
      );
      return undefined;
    }
    try {
      await checkWritable(job.folder);
      return job.mayReplace === true
        ? { uri: vscode.Uri.joinPath(job.folder, `${job.title}.mid`), mayReplace: true }
        : await planTarget(job.folder, job.title);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      void reportError(error, this.#log);
      return undefined;
    }
  }

  async #runOne(
    job: TranscriptionJob,
    target: SaveTarget,
    count: string,
  ): Promise<vscode.Uri | undefined> {
    this.#running.add(job.id);
    try {
      return await saveScore(target, await this.#listen(job, count), this.#log);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      void reportError(error, this.#log, () => this.runAll([job]));
      return undefined;
    } finally {
      this.#running.delete(job.id);
    }
  }

  #listen(job: TranscriptionJob, count: string): Thenable<Uint8Array> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Transcribing {0}', job.title) + count,
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      const started = Date.now();
      const { transcription, provenance } = await job.run(
        progressReporter(progress),
        controller.signal,
      );
      progress.report({ message: vscode.l10n.t('Writing the score') });
      const { title } = job;
      const bytes = await this.#scores.run(
        { kind: 'compose', title, transcription, provenance },
        controller.signal,
      );
      this.#log.info(
        `${title}: ${transcription.instruments.map((part) => `${part.name} ${part.notes.length}`).join(', ')} notes by ${provenance.engine} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
      );
      return bytes;
    });
  }

  async #show(written: readonly vscode.Uri[], jobCount: number): Promise<void> {
    const [first] = written;
    if (first === undefined) return;
    if (jobCount === 1) {
      await vscode.commands.executeCommand('vscode.openWith', first, SCORE_VIEW_TYPE);
      return;
    }
    const open = vscode.l10n.t('Open Scores');
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('{0} of {1} recordings transcribed.', written.length, jobCount),
      open,
    );
    if (chosen !== open) return;
    for (const uri of written) {
      await vscode.commands.executeCommand('vscode.openWith', uri, SCORE_VIEW_TYPE, {
        preview: false,
      });
    }
  }
}

/** VS Code wants increments in percent; engines tell how far they have come. */
function progressReporter(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (update: EngineProgress) => void {
  let reached = 0;
  return ({ fraction, message }) => {
    const increment = fraction === undefined ? 0 : Math.max(0, fraction * 100 - reached);
    reached += increment;
    progress.report({ message, increment });
  };
}
