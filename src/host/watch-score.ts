import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { RECORDING } from './find-recording.ts';

/** Watches a score's file, and the stems that come and go beside it. */
export function watchScore(
  uri: vscode.Uri,
  told: { readonly file: () => void; readonly stems: () => void },
): vscode.Disposable {
  const folder = vscode.Uri.joinPath(uri, '..');
  const watch = (pattern: string): vscode.FileSystemWatcher =>
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
  const file = watch(globEscaped(basename(uri.path)));
  file.onDidChange(told.file);
  file.onDidCreate(told.file);
  const name = basename(uri.path, extname(uri.path));
  const stems = watch(`${globEscaped(vscode.l10n.t('{0} stems', name))}/*`);
  const onStem = (stem: vscode.Uri): void => {
    if (RECORDING.test(stem.path)) told.stems();
  };
  stems.onDidCreate(onStem);
  stems.onDidDelete(onStem);
  return vscode.Disposable.from(file, stems);
}

/** File names may hold characters that mean something else in a glob. */
function globEscaped(name: string): string {
  return name.replaceAll(/[[\]{}*?]/g, (character) => `[${character}]`);
}
