import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { readMidiFile } from '../midi-file.ts';
import { SCORE_VIEW_TYPE } from '../score-editor.ts';
import type { HostServices } from '../services.ts';

/** *Export MusicXML…* of the score in the active editor, or of the `.mid` clicked in the Explorer. */
export async function exportMusicXml(
  { scores }: HostServices,
  clicked?: vscode.Uri,
): Promise<void> {
  const source = clicked ?? activeScore();
  if (source === undefined) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Open a .mid file as a Stemstave Score first.'),
    );
    return;
  }
  const name = basename(source.path, extname(source.path));
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(source, '..', `${name}.musicxml`),
    filters: { MusicXML: ['musicxml', 'xml'] },
    title: vscode.l10n.t('Export MusicXML'),
  });
  if (target === undefined) return;
  const text = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Exporting MusicXML') },
    async () =>
      scores.run(
        { kind: 'musicxml', bytes: await readMidiFile(source), fallbackTitle: name },
        new AbortController().signal,
      ),
  );
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('Exported {0}.', basename(target.path)),
    open,
  );
  if (chosen === open) await vscode.window.showTextDocument(target);
}

/** The `.mid` shown in the active tab, if a score editor shows it. */
function activeScore(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputCustom && input.viewType === SCORE_VIEW_TYPE
    ? input.uri
    : undefined;
}
