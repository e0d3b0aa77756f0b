import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Provenance } from '../formats/midi/document.ts';
import { LIMITS } from '../protocol/limits.ts';
import { fileOf, RECORDING, type FoundSound } from './find-recording.ts';

/**
 * The stems of a score: the audio files in the folder `NAME stems` beside it, where NAME is that of
 * the score or of the recording it was made from. That is where *Download Stems* and the command
 * line put them.
 * @returns by name; none if there is no such folder
 */
export async function findStems(
  score: vscode.Uri,
  provenance: Provenance | undefined,
): Promise<readonly FoundSound[]> {
  const beside = vscode.Uri.joinPath(score, '..');
  // Only a name that the folder really lists is ever used: the one in the file may be anything.
  const folders = new Set(
    (await vscode.workspace.fs.readDirectory(beside))
      .filter(([, type]) => (type & vscode.FileType.Directory) !== 0)
      .map(([name]) => name),
  );
  const wanted = [basename(score.path), provenance?.sourceName ?? '']
    .map((name) => basename(name, extname(name)))
    .flatMap((name) => [vscode.l10n.t('{0} stems', name), `${name} stems`]);
  for (const name of new Set(wanted)) {
    const stems = folders.has(name) ? await stemsIn(vscode.Uri.joinPath(beside, name)) : [];
    if (stems.length > 0) return stems;
  }
  return [];
}

async function stemsIn(folder: vscode.Uri): Promise<readonly FoundSound[]> {
  const names = (await vscode.workspace.fs.readDirectory(folder))
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && RECORDING.test(name))
    .map(([name]) => name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .slice(0, LIMITS.stems);
  const found = await Promise.all(
    names.map((name) => fileOf(vscode.Uri.joinPath(folder, name), LIMITS.stemBytes)),
  );
  return found.filter((stem) => stem !== undefined);
}
