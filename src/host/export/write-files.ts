import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../../errors.ts';
import { uriExists } from '../uri-exists.ts';

/**
 * Writes an export: one file as the user named it, or several, numbered before the extension. What
 * the user has not agreed to replace is not replaced: the save dialog asked about the one name it
 * knew, about numbered ones it is asked here.
 * @returns where they are
 * @throws {CancelledError} if the user keeps what is there
 * @throws {StemstaveError} `write-failed`
 */
export async function writeFiles(
  target: vscode.Uri,
  files: readonly Uint8Array[],
): Promise<readonly vscode.Uri[]> {
  const uris = files.length === 1 ? [target] : files.map((_, index) => numbered(target, index + 1));
  if (files.length > 1) await askToReplace(uris);
  try {
    for (const [index, uri] of uris.entries()) {
      await vscode.workspace.fs.writeFile(uri, files[index] ?? new Uint8Array());
    }
  } catch (cause) {
    const sentence = vscode.l10n.t('{0} could not be written. Choose another folder.', target.path);
    throw new StemstaveError('write-failed', sentence, { cause });
  }
  return uris;
}

async function askToReplace(uris: readonly vscode.Uri[]): Promise<void> {
  const present: string[] = [];
  for (const uri of uris) {
    if (await uriExists(uri)) present.push(nameOf(uri));
  }
  const [first] = present;
  if (first === undefined) return;
  const replace = vscode.l10n.t('Replace');
  const chosen = await vscode.window.showWarningMessage(
    present.length === 1
      ? vscode.l10n.t('{0} already exists.', first)
      : vscode.l10n.t('{0} and {1} more of the pages already exist.', first, present.length - 1),
    { modal: true, detail: vscode.l10n.t('Replacing loses what is in them.') },
    replace,
  );
  if (chosen !== replace) throw new CancelledError();
}

function numbered(uri: vscode.Uri, number: number): vscode.Uri {
  const name = nameOf(uri);
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return vscode.Uri.joinPath(uri, '..', `${stem}-${number}${extension}`);
}

function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
