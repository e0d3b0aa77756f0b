import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Provenance } from '../formats/midi/document.ts';
import { sha256OfFile } from '../jobs/file-hash.ts';
import { LIMITS } from '../protocol/limits.ts';

/** What a browser can decode; the names are those the Transcribe command takes. */
export const RECORDING = /\.(wav|mp3|flac|ogg|oga|opus|m4a|aac)$/i;
/** In a folder of more recordings than this, a renamed one is not searched for by its content. */
const MOST_HASHED = 40;

/** Something to be heard beside the score. */
export interface FoundSound {
  readonly uri: vscode.Uri;
  readonly byteLength: number;
}

/**
 * The recording a score was made from, in the score's own folder: the file of the name it had, else
 * any whose content has the hash that the score remembers, else the one called like the score. A
 * file of the right name whose content has changed since is believed only when nothing else fits.
 * @returns `undefined` if there is none
 */
export async function findRecording(
  score: vscode.Uri,
  provenance: Provenance | undefined,
  signal: AbortSignal,
): Promise<FoundSound | undefined> {
  const folder = vscode.Uri.joinPath(score, '..');
  const names = (await vscode.workspace.fs.readDirectory(folder))
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && RECORDING.test(name))
    .map(([name]) => name)
    .sort();
  // Only a name that the folder really lists is ever used: the one in the file may be anything.
  const likely = names.filter(
    (name) => name === provenance?.sourceName || stem(name) === stem(basename(score.path)),
  );
  likely.sort(
    (a, b) => Number(b === provenance?.sourceName) - Number(a === provenance?.sourceName),
  );
  const wanted = provenance?.sourceSha256 ?? '';
  if (wanted !== '') {
    const others = names.length > MOST_HASHED ? [] : names.filter((name) => !likely.includes(name));
    for (const name of [...likely, ...others]) {
      const found = await recordingOf(vscode.Uri.joinPath(folder, name));
      if (found !== undefined && (await sha256Of(found.uri, signal)) === wanted) return found;
    }
  }
  const [first] = likely;
  return first === undefined ? undefined : recordingOf(vscode.Uri.joinPath(folder, first));
}

function stem(name: string): string {
  return basename(name, extname(name));
}

function recordingOf(uri: vscode.Uri): Promise<FoundSound | undefined> {
  return fileOf(uri, LIMITS.recordingBytes);
}

/** @returns `undefined` for a file that is empty or larger than `mostBytes` */
export async function fileOf(uri: vscode.Uri, mostBytes: number): Promise<FoundSound | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > 0 && size <= mostBytes ? { uri, byteLength: size } : undefined;
}

async function sha256Of(uri: vscode.Uri, signal: AbortSignal): Promise<string> {
  if (uri.scheme === 'file') return sha256OfFile(uri.fsPath, signal);
  signal.throwIfAborted();
  return createHash('sha256')
    .update(await vscode.workspace.fs.readFile(uri))
    .digest('hex');
}
