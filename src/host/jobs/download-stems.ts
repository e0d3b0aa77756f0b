import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { serviceAddress } from '../apikley-jobs.ts';
import type { HostServices } from '../services.ts';
import type { JobRow } from './job-rows.ts';

/** *Download Stems*: the separated instruments as files in a folder beside the recording. */
export async function downloadStems({ library, log }: HostServices, row: JobRow): Promise<void> {
  const job = row.overview?.job;
  if (job?.stems === undefined) return;
  const { source, stems } = job;
  const folder =
    source.kind === 'audio' && source.path !== undefined
      ? vscode.Uri.joinPath(vscode.Uri.file(source.path), '..')
      : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) return;
  const name = source.kind === 'audio' ? basename(source.name, extname(source.name)) : row.label;
  const target = vscode.Uri.joinPath(folder, vscode.l10n.t('{0} stems', name));
  const { fetchStems, ownOriginOf } = await import('../service.ts');
  const { baseUrl, transportOptions } = serviceAddress();
  const written = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Fetching the stems of {0}', name),
      cancellable: true,
    },
    (progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => {
        stop.abort();
      });
      let reached = 0;
      return fetchStems(
        {
          stems,
          folder: target.fsPath,
          download: { network: transportOptions, ownOrigin: ownOriginOf(baseUrl) },
          clock: library.own.clock,
          onProgress: ({ fraction = 0, message }) => {
            progress.report({ message, increment: Math.max(0, fraction * 100 - reached) });
            reached = Math.max(reached, fraction * 100);
          },
        },
        stop.signal,
      );
    },
  );
  log.info(`${written.length} stems of ${name} fetched.`);
  const [first] = written;
  if (first !== undefined) {
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(first));
  }
}
