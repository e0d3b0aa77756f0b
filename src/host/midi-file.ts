import * as vscode from 'vscode';
import { StemstaveError } from '../errors.ts';
import { MAX_FILE_BYTES } from '../formats/midi/limits.ts';

/**
 * The bytes of a `.mid`, from any file system VS Code knows.
 * @throws {StemstaveError} `midi-too-large`, `file-missing`, `file-unreadable`
 */
export async function readMidiFile(uri: vscode.Uri): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > MAX_FILE_BYTES) {
      throw new StemstaveError(
        'midi-too-large',
        vscode.l10n.t(
          'This file has {0} MB; MIDI files of up to {1} MB can be opened.',
          Math.round(size / 2 ** 20),
          MAX_FILE_BYTES / 2 ** 20,
        ),
      );
    }
    return new Uint8Array(await vscode.workspace.fs.readFile(uri));
  } catch (cause) {
    if (cause instanceof StemstaveError) throw cause;
    if (cause instanceof vscode.FileSystemError && cause.code === 'FileNotFound') {
      throw new StemstaveError(
        'file-missing',
        vscode.l10n.t(
          'This file is not there. It was moved or deleted, or its transcription was cut off: then transcribe the recording again.',
        ),
        { cause },
      );
    }
    throw new StemstaveError('file-unreadable', vscode.l10n.t('This file cannot be read.'), {
      cause,
    });
  }
}
