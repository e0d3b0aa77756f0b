import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import {
  hasStems,
  separateStems as separate,
} from '../../engines/on-device/separation/separate-stems.ts';
import { CancelledError, StemstaveError } from '../../errors.ts';
import { findRecording } from '../find-recording.ts';
import { readMidiFile } from '../midi-file.ts';
import { activeScore } from '../read-score.ts';
import type { HostServices } from '../services.ts';
import { readSettings } from '../settings.ts';
import { withProgress } from '../with-progress.ts';

/**
 * *Separate Stems*: the drums, the bass and the rest of the recording beside a score, as files in a folder beside the
 * two. The notes of the score say where drums and bass are; or a model does that the settings name.
 */
export async function separateStems(
  { context, scores, log }: HostServices,
  clicked: vscode.Uri | undefined,
): Promise<void> {
  const score = clicked ?? activeScore();
  if (score === undefined) return;
  const name = basename(score.path, extname(score.path));
  const folder = vscode.Uri.joinPath(score, '..', vscode.l10n.t('{0} stems', name));
  const written = await withProgress(
    vscode.l10n.t('Separating the stems of {0}', name),
    vscode.ProgressLocation.Notification,
    async (progress, signal) => {
      const bytes = await readMidiFile(score);
      const opened = await scores.run({ kind: 'open', bytes, fallbackTitle: name }, signal);
      const found = await findRecording(score, opened.provenance, signal);
      if (found?.uri.scheme !== 'file') throw noRecording();
      const mayReplace = (await hasStems(folder.fsPath)) && (await mayReplaceStems(folder));
      const { ffmpegPath, separation } = readSettings(score);
      if (separation === 'incomplete') throw incomplete();
      return separate(
        {
          recording: { path: found.uri.fsPath },
          transcription: opened.performance,
          folder: folder.fsPath,
          mayReplace,
        },
        {
          workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'separation-worker.js')
            .fsPath,
          ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
          ...(separation === undefined ? {} : { model: separation }),
        },
        ({ fraction = 0 }) => {
          progress(fraction);
        },
        signal,
      );
    },
  );
  log.info(`${written.length} stems of ${name} separated.`);
  const [first] = written;
  if (first === undefined) return;
  await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(first));
}

/** @throws {CancelledError} if the user backs out */
async function mayReplaceStems(folder: vscode.Uri): Promise<boolean> {
  const replace = vscode.l10n.t('Replace');
  const keepBoth = vscode.l10n.t('Keep Both');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} already holds separated stems.', basename(folder.path)),
    { modal: true },
    replace,
    keepBoth,
  );
  if (chosen === undefined) throw new CancelledError();
  return chosen === replace;
}

function noRecording(): StemstaveError {
  return new StemstaveError(
    'no-recording',
    vscode.l10n.t(
      'The recording is not beside this score. Copy it into the same folder, under the name it had.',
    ),
  );
}

function incomplete(): StemstaveError {
  return new StemstaveError(
    'separation-model-incomplete',
    vscode.l10n.t(
      'A separation model needs two settings: the ONNX file, and the onnxruntime that runs it. One of them is empty.',
    ),
    { action: 'open-settings' },
  );
}
