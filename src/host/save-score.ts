import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import { uriExists } from './uri-exists.ts';

/** Where a finished score goes, decided before any work is done. */
export interface SaveTarget {
  readonly uri: vscode.Uri;
  /** The user said that the file already there may go. */
  readonly mayReplace: boolean;
}

/**
 * Plans `NAME.mid` in `folder`; asks when there is one already.
 * @throws {CancelledError} if the user backs out
 */
export async function planTarget(folder: vscode.Uri, name: string): Promise<SaveTarget> {
  const uri = vscode.Uri.joinPath(folder, `${name}.mid`);
  if (!(await uriExists(uri))) return { uri, mayReplace: false };
  const replace = vscode.l10n.t('Replace');
  const keepBoth = vscode.l10n.t('Keep Both');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} already exists.', `${name}.mid`),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Replacing it loses the score in it. Keeping both writes a new numbered file.',
      ),
    },
    replace,
    keepBoth,
  );
  if (chosen === replace) return { uri, mayReplace: true };
  if (chosen === keepBoth) return { uri: await freeName(folder, name), mayReplace: false };
  throw new CancelledError();
}

/** Plans `NAME.mid` in `folder`, or the next numbered name that is free; asks nobody. */
export async function freeTarget(folder: vscode.Uri, name: string): Promise<SaveTarget> {
  const uri = vscode.Uri.joinPath(folder, `${name}.mid`);
  return { uri: (await uriExists(uri)) ? await freeName(folder, name) : uri, mayReplace: false };
}

/**
 * Writes the whole file or nothing: beside its target first, then renamed. Where that fails (a
 * read-only folder, a full disk) the user is asked for another place, so that no work is lost.
 * @returns where the score is now
 * @throws {CancelledError} if the user gives up the result
 */
export async function saveScore(
  target: SaveTarget,
  bytes: Uint8Array,
  log: vscode.LogOutputChannel,
): Promise<vscode.Uri> {
  let { uri, mayReplace } = target;
  for (;;) {
    try {
      return await writeWhole(uri, mayReplace, bytes);
    } catch (error) {
      log.warn(`Could not write ${uri.path}: ${String(error)}`);
      uri = await askForOtherPlace(uri);
      mayReplace = true;
    }
  }
}

/**
 * Refuses a folder that cannot be written to, before a long or paid job starts.
 * @throws {StemstaveError} `folder-read-only`
 */
export async function checkWritable(folder: vscode.Uri): Promise<void> {
  const readOnly = vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false;
  const denied =
    folder.scheme === 'file' &&
    (await access(folder.fsPath, constants.W_OK).then(
      () => false,
      () => true,
    ));
  if (readOnly || denied) {
    throw new StemstaveError(
      'folder-read-only',
      vscode.l10n.t(
        'The folder {0} cannot be written to. Copy the recording to a folder of yours and transcribe it there.',
        folder.path,
      ),
    );
  }
}

async function writeWhole(
  uri: vscode.Uri,
  mayReplace: boolean,
  bytes: Uint8Array,
): Promise<vscode.Uri> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const fileName = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const temporary = vscode.Uri.joinPath(folder, `.${fileName}.${crypto.randomUUID()}.tmp`);
  try {
    await vscode.workspace.fs.writeFile(temporary, bytes);
    // A file that has appeared since the plan was made is not ours to replace.
    const free =
      mayReplace || !(await uriExists(uri))
        ? uri
        : await freeName(folder, fileName.replace(/\.mid$/i, ''));
    await vscode.workspace.fs.rename(temporary, free, { overwrite: mayReplace });
    return free;
  } catch (error) {
    await vscode.workspace.fs.delete(temporary).then(undefined, () => undefined);
    throw error;
  }
}

async function askForOtherPlace(failed: vscode.Uri): Promise<vscode.Uri> {
  const saveElsewhere = vscode.l10n.t('Save Elsewhere…');
  const chosen = await vscode.window.showErrorMessage(
    vscode.l10n.t('{0} could not be written.', failed.path),
    {
      modal: true,
      detail: vscode.l10n.t('The score is finished and can be saved in another folder.'),
    },
    saveElsewhere,
  );
  if (chosen !== saveElsewhere) throw new CancelledError();
  const uri = await vscode.window.showSaveDialog({
    defaultUri: failed,
    filters: { [vscode.l10n.t('MIDI files')]: ['mid'] },
  });
  if (uri === undefined) throw new CancelledError();
  return uri;
}

async function freeName(folder: vscode.Uri, name: string): Promise<vscode.Uri> {
  for (let number = 2; ; number += 1) {
    const uri = vscode.Uri.joinPath(folder, `${name} ${number}.mid`);
    if (!(await uriExists(uri))) return uri;
  }
}
