import { basename } from 'node:path';
import * as vscode from 'vscode';
import type {
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
  ApikleySource,
  ServiceAddress,
} from '../engines/apikley/engine-types.ts';
import { StemstaveError } from '../errors.ts';
import type { Fingerprint } from '../jobs/file-hash.ts';
import type { Job } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';
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

/** Where the record of a job is, or belongs; and what was seen on the way there. */
interface Place {
  readonly store: JobStore;
  readonly known?: Fingerprint;
}

/** One way of asking the engine. */
interface Asking {
  readonly place: (signal: AbortSignal) => Promise<Place>;
  readonly ask: (
    engine: ApikleyEngine,
    options: ApikleyOptions,
    telling: Telling,
    place: Place,
    signal: AbortSignal,
  ) => Promise<ApikleyResult>;
}

/** Where the service is and how to get there, by the settings as they are now. */
export function serviceAddress(): ServiceAddress {
  const { baseUrl, uploadBaseUrl, callBackUrl, network } = readSettings();
  return { baseUrl, uploadBaseUrl, callBackUrl, transportOptions: network };
}

/** Transcribes a recording on disk through the service. */
export function apikleyFileJob(services: HostServices, recording: vscode.Uri): ServiceJob {
  const { context, library } = services;
  const path = recording.fsPath;
  return serviceJob(services, basename(recording.path), 'asks', {
    place: async (signal) => {
      const { store, fingerprint: known } = await library.lookUp(path, signal);
      return { store, known };
    },
    ask: async (engine, options, telling, { store, known }, signal) => {
      const { onProgress } = telling;
      const { fitRecording } = await import('./service.ts');
      const maker = {
        workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'copy-worker.js').fsPath,
        ffmpegProgram: readSettings(recording).ffmpegPath ?? 'ffmpeg',
      };
      const { confirm } = options;
      const listJobs = async () => (await library.list()).map(({ job }) => job);
      const fit = { copies: store.copies, maker, confirm, onProgress, known, listJobs };
      const source = { kind: 'audio', ...(await fitRecording(path, fit, signal)) } as const;
      return engine.transcribeWithReceipt(source, options, onProgress, signal);
    },
  });
}

/** Transcribes through the service from whatever it starts from. */
export function apikleyJob(
  services: HostServices,
  source: ApikleySource,
  title: string,
): ServiceJob {
  return serviceJob(services, title, 'asks', {
    place: () => Promise.resolve({ store: services.library.own }),
    ask: (engine, options, telling, _place, signal) =>
      engine.transcribeWithReceipt(source, options, telling.onProgress, signal),
  });
}

/** Goes on with a job of the journal. */
export function resumedJob(
  services: HostServices,
  job: Job,
  title: string,
  how: HowToGoOn,
): ServiceJob {
  return serviceJob(services, title, how, {
    place: async () => ({ store: await services.library.storeOf(job.id) }),
    ask: (engine, options, telling, _place, signal) => {
      telling.onNews({ journalId: job.id, isCharged: paidStepsOf(job).length > 0 });
      return engine.resume(job, options, telling.onProgress, signal);
    },
  });
}

function serviceJob(
  { context, keys, callbacks, library, log }: HostServices,
  title: string,
  how: HowToGoOn,
  asking: Asking,
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
      const found = await asking.place(signal);
      const { createApikleyEngine } = await import('./service.ts');
      const engine = createApikleyEngine({
        ...serviceAddress(),
        ...(await callbacks.open()),
        jobs: found.store,
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
      const { transcription, receipt } = await asking.ask(engine, options, telling, found, signal);
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
