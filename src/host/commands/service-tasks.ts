import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ApikleySource } from '../../engines/apikley/engine-types.ts';
import { apikleyJob } from '../apikley-jobs.ts';
import type { HostServices } from '../services.ts';

/** *Generate MIDI from Separation Task…*: the service's own entry point for a finished separation. */
export async function generateMidiFromSeparation(services: HostServices): Promise<void> {
  const title = vscode.l10n.t('Generate MIDI from Separation Task');
  const taskId = await askForId(title, vscode.l10n.t('Task id of the finished separation'));
  if (taskId === undefined) return;
  await transcribeTask(services, { kind: 'separation', taskId }, title);
}

/** *Transcribe Suno Track…*: from a track the service made, by its task id and audio id. */
export async function transcribeSunoTrack(services: HostServices): Promise<void> {
  const title = vscode.l10n.t('Transcribe Suno Track');
  const taskId = await askForId(title, vscode.l10n.t('Task id of the track'));
  if (taskId === undefined) return;
  const audioId = await askForId(title, vscode.l10n.t('Audio id of the take'));
  if (audioId === undefined) return;
  await transcribeTask(services, { kind: 'suno-track', taskId, audioId }, title);
}

async function transcribeTask(
  services: HostServices,
  source: Exclude<ApikleySource, { kind: 'audio' }>,
  title: string,
): Promise<void> {
  const place = await askForPlace(`${source.taskId}.mid`, title);
  if (place === undefined) return;
  await services.transcriber.runAll([
    {
      id: JSON.stringify(source),
      recording: undefined,
      title: basename(place.path).replace(/\.mid$/i, ''),
      folder: vscode.Uri.joinPath(place, '..'),
      // The save dialog has already asked before choosing a file that exists.
      mayReplace: true,
      ...apikleyJob(services, source, source.taskId),
    },
  ]);
}

async function askForId(title: string, prompt: string): Promise<string | undefined> {
  const entered = await vscode.window.showInputBox({
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^[\w-]{4,128}$/.test(value.trim())
        ? undefined
        : vscode.l10n.t('An id has letters, digits, "-" and "_" only.'),
  });
  return entered?.trim();
}

function askForPlace(fileName: string, title: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.window.showSaveDialog({
    title,
    filters: { [vscode.l10n.t('MIDI files')]: ['mid'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
  });
}
