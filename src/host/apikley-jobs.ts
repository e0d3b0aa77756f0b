import * as vscode from 'vscode';
import type {
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
  ApikleySource,
  ServiceAddress,
} from '../engines/apikley/engine-types.ts';
import { StemstaveError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { paidStepsOf } from '../jobs/paid-steps.ts';
import { ConsentSession } from './consent.ts';
import type { HostServices } from './services.ts';
import { readSettings } from './settings.ts';
import type { Telling, TranscriptionJob } from './transcriber.ts';

/** What makes a job one of the service. */
type ServiceJob = Pick<TranscriptionJob, 'engine' | 'run' | 'onSaved'>;

/**
 * How a job is gone on with. `asks`: before each step that costs money. `only-reads`: *Check Again*,
 * nothing is paid for anew. `unattended`: nobody is there to be asked, so only tasks are looked at.
 */
export type HowToGoOn = 'asks' | 'only-reads' | 'unattended';

/** One way of asking the engine. */
type Ask = (
  engine: ApikleyEngine,
  options: ApikleyOptions,
  telling: Telling,
  signal: AbortSignal,
) => Promise<ApikleyResult>;

/** Where the service is and how to get there, by the settings as they are now. */
export function serviceAddress(): ServiceAddress {
  const { baseUrl, uploadBaseUrl, callBackUrl, network } = readSettings();
  return { baseUrl, uploadBaseUrl, callBackUrl, transportOptions: network };
}

/** Transcribes a recording on disk through the service. */
export function apikleyFileJob(services: HostServices, recording: vscode.Uri): ServiceJob {
  const title = nameOf(recording);
  return serviceJob(services, title, 'asks', async (engine, options, telling, signal) => {
    const { onProgress } = telling;
    const { context, library } = services;
    const { fitRecording } = await import('./service.ts');
    const maker = {
      workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'copy-worker.js').fsPath,
      ffmpegProgram: readSettings(recording).ffmpegPath ?? 'ffmpeg',
    };
    const { confirm } = options;
    const listJobs = async () => (await library.list()).map(({ job }) => job);
    const fit = { copies: library.store.copies, maker, confirm, onProgress, listJobs };
    const source = await fitRecording(recording.fsPath, fit, signal);
    return engine.transcribeWithReceipt({ kind: 'audio', ...source }, options, onProgress, signal);
  });
}

/** Transcribes through the service from whatever it starts from. */
export function apikleyJob(
  services: HostServices,
  source: ApikleySource,
  title: string,
): ServiceJob {
  return serviceJob(services, title, 'asks', (engine, options, telling, signal) =>
    engine.transcribeWithReceipt(source, options, telling.onProgress, signal),
  );
}

/** Goes on with a job of the journal. */
export function resumedJob(
  services: HostServices,
  job: Job,
  title: string,
  how: HowToGoOn,
): ServiceJob {
  return serviceJob(services, title, how, (engine, options, telling, signal) => {
    telling.onNews({ journalId: job.id, isCharged: paidStepsOf(job).length > 0 });
    return engine.resume(job, options, telling.onProgress, signal);
  });
}

function serviceJob(
  { context, keys, callbacks, library, log }: HostServices,
  title: string,
  how: HowToGoOn,
  ask: Ask,
): ServiceJob {
  return {
    engine: 'apikley',
    async run(telling, signal) {
      const { onNews } = telling;
      if (!vscode.workspace.isTrusted) {
        throw new StemstaveError(
          'workspace-not-trusted',
          vscode.l10n.t('Recordings are sent to the service only from workspaces you trust.'),
        );
      }
      const { createApikleyEngine } = await import('./service.ts');
      const engine = createApikleyEngine({
        ...serviceAddress(),
        ...(await callbacks.open()),
        jobs: library.store,
        getKey: () => keys.read(),
      });
      const { confirm, beforePaying } = new ConsentSession({
        memory: context.workspaceState,
        title,
        onNews,
        listJobs: () => library.list(),
        onlyReads: how === 'only-reads',
      });
      const unattended = how === 'unattended';
      const { scheme, fsPath } = telling.target;
      const place = scheme === 'file' ? { scorePath: fsPath } : {};
      const caps = () => readSettings().caps;
      const options = { confirm, beforePaying, caps, unattended, ...place };
      const { transcription, receipt } = await ask(engine, options, telling, signal);
      const { jobId, sourceName, sourceSha256, taskIds, withoutStems } = receipt;
      onNews({ journalId: jobId });
      if (withoutStems.length > 0) {
        const { stemsRefused } = await import('./service.ts');
        void vscode.window.showWarningMessage(stemsRefused(withoutStems).message);
      }
      return {
        transcription,
        provenance: { engine: 'apikley', sourceName, sourceSha256, taskIds },
      };
    },
    onSaved(score, journalId) {
      if (journalId === undefined) return;
      library.rememberScore(journalId, score).then(undefined, (error: unknown) => {
        log.warn(`Where the score is could not be remembered: ${String(error)}`);
      });
    },
  };
}

function nameOf(recording: vscode.Uri): string {
  return recording.path.slice(recording.path.lastIndexOf('/') + 1);
}
