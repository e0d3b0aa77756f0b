import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { StemstaveError } from '../../errors.ts';
import { engineFor } from '../choose-engine.ts';
import type { HostServices } from '../services.ts';
import type { TranscriptionJob } from '../transcriber.ts';
import { apikleyFileJob } from '../apikley-jobs.ts';
import { withoutPaidScores } from '../paid-scores.ts';
import { onDeviceJob } from '../on-device-job.ts';

/** What an engine adds to a job. */
type EngineJob = Pick<TranscriptionJob, 'engine' | 'run' | 'onSaved'>;

const AUDIO_EXTENSIONS = ['wav', 'mp3', 'flac', 'ogg', 'oga', 'opus', 'm4a', 'aac'];

/**
 * *Transcribe Audio…*, from the palette (asks for files) or the Explorer (gets them).
 * @param clicked the file under the pointer
 * @param selected all selected files, the clicked one included
 */
export async function transcribeAudio(
  services: HostServices,
  clicked?: vscode.Uri,
  selected?: readonly vscode.Uri[],
): Promise<void> {
  const recordings = await chooseRecordings(clicked, selected);
  const [first] = recordings;
  if (first === undefined) return;
  const engine = await engineFor(first, services.keys);
  const wanted = engine === 'apikley' ? await withoutPaidScores(services, recordings) : recordings;
  await services.transcriber.runAll(
    wanted.map((recording) =>
      jobFor(engine === 'apikley' ? apikleyFileJob : onDeviceJob, services, recording),
    ),
  );
}

function jobFor(
  makeJob: (services: HostServices, recording: vscode.Uri) => EngineJob,
  services: HostServices,
  recording: vscode.Uri,
): TranscriptionJob {
  return {
    id: recording.toString(),
    recording,
    title: basename(recording.path, extname(recording.path)),
    folder: vscode.Uri.joinPath(recording, '..'),
    ...makeJob(services, recording),
  };
}

async function chooseRecordings(
  clicked: vscode.Uri | undefined,
  selected: readonly vscode.Uri[] | undefined,
): Promise<readonly vscode.Uri[]> {
  const given = selected !== undefined && selected.length > 0 ? selected : clicked ? [clicked] : [];
  const recordings = given.length > 0 ? given.filter(isAudio) : await askForRecordings();
  if (given.length > 0 && recordings.length === 0) {
    throw new StemstaveError(
      'not-audio',
      vscode.l10n.t('None of the selected files is a recording Stemstave can read.'),
    );
  }
  if (recordings.some((recording) => recording.scheme !== 'file')) {
    throw new StemstaveError(
      'not-on-disk',
      vscode.l10n.t('Stemstave transcribes recordings on disk. Save this one to a folder first.'),
    );
  }
  return recordings;
}

async function askForRecordings(): Promise<readonly vscode.Uri[]> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    title: vscode.l10n.t('Transcribe Audio'),
    openLabel: vscode.l10n.t('Transcribe'),
    filters: { [vscode.l10n.t('Recordings')]: AUDIO_EXTENSIONS },
    ...(folder === undefined ? {} : { defaultUri: folder }),
  });
  return chosen ?? [];
}

function isAudio(uri: vscode.Uri): boolean {
  return AUDIO_EXTENSIONS.includes(extname(uri.path).slice(1).toLowerCase());
}
