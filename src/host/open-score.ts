import * as vscode from 'vscode';

/** Type of the editor that shows scores, as in the manifest. */
export const SCORE_VIEW_TYPE = 'stemstave.score';

/** Shows a `.mid` as a score, in the tab that it has or a new one. @param options of a new tab */
export async function openScore(
  file: vscode.Uri,
  options?: vscode.TextDocumentShowOptions,
): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', file, SCORE_VIEW_TYPE, options);
}
