import * as vscode from 'vscode';
import type {
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
  ApikleySource,
  ServiceAddress,
} from '../engines/apikley/engine-types.ts';
import type { EngineProgress } from '../engines/engine.ts';
import { StemstaveError } from '../errors.ts';
import type { Job } from '../jobs/job.ts';
import { ConsentSession } from './consent.ts';
import type { HostServices } from './services.ts';
import { readSettings } from './settings.ts';
import type { TranscriptionJob } from './transcriber.ts';

/** What makes a job one of the service. */
type ServiceJob = Pick<TranscriptionJob, 'engine' | 'run' | 'onSaved'>;

/** One way of asking the engine. */
type Ask = (
  engine: ApikleyEngine,
  options: ApikleyOptions,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
) => Promise<ApikleyResult>;

/** Where the service is and how to get there, by the settings as they are now. */
export function serviceAddress(): ServiceAddress {
  const { baseUrl, uploadBaseUrl, callBackUrl, network } = readSettings();
  return { baseUrl, uploadBaseUrl, callBackUrl, transportOptions: network };
}

/** Transcribes a recording on disk through the service. */
export function apikleyFileJob(services: HostServices, recording: vscode.Uri): ServiceJob {
  return apikleyJob(services, { kind: 'audio', path: recording.fsPath }, nameOf(recording));
}

/**
 * Transcribes through the service from whatever it starts from.
 * @param fresh pays anew, whatever an earlier job has
 */
export function apikleyJob(
  services: HostServices,
  source: ApikleySource,
  title: string,
  fresh = false,
): ServiceJob {
  return serviceJob(services, title, false, (engine, options, onProgress, signal) =>
    engine.transcribeWithReceipt(source, { ...options, fresh }, onProgress, signal),
  );
}

/** Goes on with a job of the journal. @param onlyReads *Check Again*: nothing is paid for anew */
export function resumedJob(
  services: HostServices,
  job: Job,
  title: string,
  onlyReads: boolean,
): ServiceJob {
  return serviceJob(services, title, onlyReads, (engine, options, onProgress, signal) =>
    engine.resume(job, options, onProgress, signal),
  );
}

function serviceJob(
  { context, keys, callbacks, library, log }: HostServices,
  title: string,
  onlyReads: boolean,
  ask: Ask,
): ServiceJob {
  return {
    engine: 'apikley',
    async run({ onProgress, onNews }, signal) {
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
        onlyReads,
      });
      const { transcription, receipt } = await ask(
        engine,
        { confirm, beforePaying },
        onProgress,
        signal,
      );
      const { jobId, sourceName, sourceSha256, taskIds } = receipt;
      onNews({ journalId: jobId });
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
