import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import type { EngineProgress } from '../engines/engine.ts';
import type { Provenance } from '../formats/midi/document.ts';
import type { Transcription } from '../transcription/model.ts';
import type { LiveChange, LiveJob, LiveJobs } from './jobs/live-jobs.ts';
import { Hearing } from './hearing/hearing.ts';
import type { Hearings } from './hearing/hearings.ts';
import { inScoreTab } from './hearing/score-tab.ts';
import { openScore } from './open-score.ts';
import { reportError } from './report-error.ts';
import { checkWritable, freeTarget, planTarget, saveScore, type SaveTarget } from './save-score.ts';
import type { ScoreService } from './score-service.ts';

/** What one engine run gives back. */
export interface Heard {
  readonly transcription: Transcription;
  readonly provenance: Provenance;
}

/** What a run tells of itself while it goes on. */
export interface Telling {
  /** Where the score is going to be written. */
  readonly target: vscode.Uri;
  readonly onProgress: (progress: EngineProgress) => void;
  /** News of the record of the job at the service. */
  readonly onNews: (news: Pick<LiveChange, 'journalId' | 'isCharged'>) => void;
}

/** One recording (or finished service task) to be turned into one `.mid`. */
export interface TranscriptionJob {
  /** Same for two jobs on the same source: only one of them runs at a time. */
  readonly id: string;
  readonly engine: LiveJob['engine'];
  readonly recording: vscode.Uri | undefined;
  /** Name of the score and, with `.mid`, of its file. */
  readonly title: string;
  readonly folder: vscode.Uri;
  /** The user has already agreed to replace what is there. */
  readonly mayReplace?: boolean;
  /** @param onSaved told where the score is, in the end */
  run(telling: Telling, signal: AbortSignal): Promise<Heard>;
  readonly onSaved?: (score: vscode.Uri, journalId: string | undefined) => void;
  /**
   * Set for a job that nobody has just asked for: then nothing is asked, replaced or opened, and what
   * goes wrong is told here instead of to the person.
   */
  readonly onQuietEnd?: (error: unknown) => void;
}

interface PlannedJob {
  readonly job: TranscriptionJob;
  readonly target: SaveTarget;
  readonly liveId: number;
  readonly stop: AbortController;
}

export interface TranscriberParts {
  readonly scores: ScoreService;
  readonly live: LiveJobs;
  readonly hearings: Hearings;
  readonly log: vscode.LogOutputChannel;
}

/** Runs jobs, tells the list of live jobs how they stand, saves what they give and opens it. */
export class Transcriber {
  readonly #scores: ScoreService;
  readonly #log: vscode.LogOutputChannel;
  readonly #live: LiveJobs;
  readonly #hearings: Hearings;
  readonly #running = new Set<string>();

  constructor({ scores, live, hearings, log }: TranscriberParts) {
    this.#scores = scores;
    this.#live = live;
    this.#hearings = hearings;
    this.#log = log;
  }

  /**
   * Plans where every result goes, then works unattended, one job after the other; what goes wrong
   * with one, or is cancelled, does not stop the next.
   */
  async runAll(jobs: readonly TranscriptionJob[]): Promise<void> {
    const planned: PlannedJob[] = [];
    try {
      for (const job of jobs) {
        const target = await this.#plan(job);
        if (target !== undefined) planned.push(this.#enlist(job, target));
      }
    } catch (error) {
      for (const { liveId, job } of planned) {
        this.#running.delete(job.id);
        this.#live.remove(liveId);
      }
      if (error instanceof CancelledError) return;
      throw error;
    }
    const [only] = planned;
    if (only !== undefined && jobs.length === 1 && only.job.onQuietEnd === undefined) {
      await this.#runInSight(only);
      return;
    }
    for (const each of planned) await this.#runOne(each);
  }

  /** Opens the score in the end; what is heard until then, where the engine tells. */
  async #runInSight(planned: PlannedJob): Promise<void> {
    const { job, target, liveId, stop } = planned;
    if (job.engine === 'on-device') {
      this.#live.change(liveId, { heardIn: target.uri });
      const hearing = new Hearing(job.title, () => {
        stop.abort();
      });
      await inScoreTab(target.uri, { hearing, hearings: this.#hearings, log: this.#log }, () =>
        this.#runOne(planned, hearing),
      );
      return;
    }
    const written = await this.#runOne(planned);
    if (written === undefined) return;
    await openScore(written);
  }

  async #plan(job: TranscriptionJob): Promise<SaveTarget | undefined> {
    const { onQuietEnd } = job;
    if (this.#running.has(job.id)) {
      if (onQuietEnd !== undefined) return undefined;
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} is already being transcribed.', job.title),
      );
      return undefined;
    }
    try {
      await checkWritable(job.folder);
      if (onQuietEnd !== undefined) return await freeTarget(job.folder, job.title);
      return job.mayReplace === true
        ? { uri: vscode.Uri.joinPath(job.folder, `${job.title}.mid`), mayReplace: true }
        : await planTarget(job.folder, job.title);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      if (onQuietEnd === undefined) void reportError(error, this.#log);
      else onQuietEnd(error);
      return undefined;
    }
  }

  #enlist(job: TranscriptionJob, target: SaveTarget): PlannedJob {
    this.#running.add(job.id);
    const stop = new AbortController();
    const { title, engine, recording } = job;
    const liveId = this.#live.add({
      title,
      engine,
      recording,
      cancel: () => {
        stop.abort();
      },
      retry: () => void this.runAll([job]),
    });
    return { job, target, liveId, stop };
  }

  async #runOne(planned: PlannedJob, hearing?: Hearing): Promise<vscode.Uri | undefined> {
    const { job, target, liveId, stop } = planned;
    try {
      if (stop.signal.aborted) throw new CancelledError();
      this.#live.change(liveId, { phase: 'running' });
      const bytes = await this.#listen(planned, hearing);
      const result = await saveScore(target, bytes, this.#log);
      this.#live.change(liveId, { phase: 'done', result });
      job.onSaved?.(result, this.#live.all.find(({ id }) => id === liveId)?.journalId);
      return result;
    } catch (error) {
      if (error instanceof CancelledError) {
        this.#log.info(`${job.title}: cancelled by the user.`);
        this.#live.remove(liveId);
        return undefined;
      }
      if (job.onQuietEnd !== undefined) {
        this.#live.remove(liveId);
        job.onQuietEnd(error);
        return undefined;
      }
      this.#live.change(liveId, { phase: 'failed', error: asKnown(error) });
      void reportError(error, this.#log, () => this.runAll([job]));
      return undefined;
    } finally {
      this.#running.delete(job.id);
    }
  }

  async #listen(
    { job, target: { uri: target }, liveId, stop: { signal } }: PlannedJob,
    hearing: Hearing | undefined,
  ): Promise<Uint8Array> {
    const started = Date.now();
    const onProgress = (progress: EngineProgress): void => {
      hearing?.goOn(progress);
      this.#live.change(liveId, { progress });
    };
    const onNews: Telling['onNews'] = (news) => {
      this.#live.change(liveId, news);
    };
    const { transcription, provenance } = await job.run({ target, onProgress, onNews }, signal);
    hearing?.judge(transcription);
    onProgress({ fraction: 1, message: vscode.l10n.t('Writing the score') });
    const { title } = job;
    const request = { kind: 'compose', title, transcription, provenance } as const;
    const bytes = await this.#scores.run(request, signal);
    this.#log.info(
      `${title}: ${transcription.instruments.map((part) => `${part.name} ${part.notes.length}`).join(', ')} notes by ${provenance.engine} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
    );
    return bytes;
  }
}

function asKnown(error: unknown): StemstaveError {
  return error instanceof StemstaveError
    ? error
    : new StemstaveError('unexpected', vscode.l10n.t('Something went wrong inside Stemstave.'), {
        cause: error,
      });
}
