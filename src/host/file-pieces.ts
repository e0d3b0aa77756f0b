import { open } from 'node:fs/promises';
import * as vscode from 'vscode';

/** Reads a file piece by piece, without holding the whole of it where the file system allows that. */
export class FilePieces {
  readonly #uri: vscode.Uri;
  #whole: Promise<Uint8Array> | undefined;

  constructor(uri: vscode.Uri) {
    this.#uri = uri;
  }

  /** @returns fewer bytes only at the end of the file; none beyond it */
  async read(offset: number, most: number): Promise<ArrayBuffer> {
    if (this.#uri.scheme === 'file') return readOnDisk(this.#uri.fsPath, offset, most);
    // Other file systems give whole files only.
    this.#whole ??= Promise.resolve(vscode.workspace.fs.readFile(this.#uri));
    const whole = await this.#whole;
    // A copy: a plain ArrayBuffer crosses to the view without being turned into text.
    const piece = new Uint8Array(whole.subarray(offset, offset + most)).buffer;
    // Whoever asks for the end has the rest; holding the file any longer would serve nobody.
    if (offset + most >= whole.byteLength) this.#whole = undefined;
    return piece;
  }
}

async function readOnDisk(path: string, offset: number, most: number): Promise<ArrayBuffer> {
  const file = await open(path, 'r');
  try {
    const piece = new Uint8Array(most);
    let length = 0;
    while (length < most) {
      const { bytesRead } = await file.read(piece, length, most - length, offset + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return length === most ? piece.buffer : piece.buffer.slice(0, length);
  } finally {
    await file.close();
  }
}
