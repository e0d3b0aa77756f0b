import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ApikleySource, ServiceAddress } from '../engines/apikley/engine-types.ts';
import { StemstaveError } from '../errors.ts';
import { JobStore } from '../jobs/job-store.ts';
import { askConsent } from './consent.ts';
import type { HostServices } from './services.ts';
import { readSettings } from './settings.ts';
import type { TranscriptionJob } from './transcriber.ts';

/** Where the service is and how to get there, by the settings as they are now. */
export function serviceAddress(): ServiceAddress {
  const { baseUrl, uploadBaseUrl, callBackUrl, network } = readSettings();
  return { baseUrl, uploadBaseUrl, callBackUrl, transportOptions: network };
}

/** Transcribes a recording on disk through the service. */
export function apikleyFileJob(
  services: HostServices,
  recording: vscode.Uri,
): Pick<TranscriptionJob, 'run'> {
  return apikleyJob(services, { kind: 'audio', path: recording.fsPath });
}

/** Transcribes through the service from whatever it starts from. */
export function apikleyJob(
  { context, keys, callbacks }: HostServices,
  source: ApikleySource,
): Pick<TranscriptionJob, 'run'> {
  return {
    async run(onProgress, signal) {
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
        jobs: new JobStore(join(context.globalStorageUri.fsPath, 'jobs')),
        getKey: () => keys.read(),
      });
      const { transcription, receipt } = await engine.transcribeWithReceipt(
        source,
        { confirm: (question) => askConsent(question, context.workspaceState) },
        onProgress,
        signal,
      );
      const { sourceName, sourceSha256, taskIds } = receipt;
      return {
        transcription,
        provenance: { engine: 'apikley', sourceName, sourceSha256, taskIds },
      };
    },
  };
}
