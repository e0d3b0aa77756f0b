import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Score } from '../score/model.ts';
import { readMidiFile } from './midi-file.ts';
import { SCORE_VIEW_TYPE } from './open-score.ts';
import type { HostServices } from './services.ts';
import { withProgress } from './with-progress.ts';

/** The `.mid` shown in the active tab, if a score editor shows it; says what to do if none does. */
export function activeScore(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom && input.viewType === SCORE_VIEW_TYPE) {
    return input.uri;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Open a .mid file as a Stemstave Score first.'),
  );
  return undefined;
}

/** The notation of a `.mid`, as its view shows it if there is one, saved or not. */
export async function readScore(
  { scores, openScores }: Pick<HostServices, 'scores' | 'openScores'>,
  file: vscode.Uri,
): Promise<Score> {
  const shown = await openScores.shown(file);
  if (shown !== undefined) return shown;
  const fallbackTitle = basename(file.path, extname(file.path));
  const bytes = await readMidiFile(file);
  const { score } = await withProgress(
    vscode.l10n.t('Reading the score'),
    vscode.ProgressLocation.Window,
    (_, signal) => scores.run({ kind: 'open', bytes, fallbackTitle }, signal),
  );
  return score;
}
