import * as vscode from 'vscode';
import { DiskPieces, FileChangedError } from './disk-pieces.ts';
import type { FoundSound } from './find-recording.ts';

/** Reads a file piece by piece, without holding the whole of it where the file system allows that. */
export class FilePieces {
  readonly #uri: vscode.Uri;
  readonly #byteLength: number;
  readonly #disk: DiskPieces | undefined;
  #whole: Promise<Uint8Array> | undefined;

  constructor({ uri, byteLength }: FoundSound) {
    this.#uri = uri;
    this.#byteLength = byteLength;
    this.#disk = uri.scheme === 'file' ? new DiskPieces(uri.fsPath, byteLength) : undefined;
  }

  /**
   * @returns fewer bytes only at the end of the file; none beyond it
   * @throws {FileChangedError} if it was written to since; the error of the file system
   */
  async read(offset: number, most: number): Promise<ArrayBuffer> {
    if (this.#disk !== undefined) return this.#disk.read(offset, most);
    // Other file systems give whole files only.
    this.#whole ??= Promise.resolve(vscode.workspace.fs.readFile(this.#uri));
    const whole = await this.#whole;
    if (whole.byteLength !== this.#byteLength) throw new FileChangedError(this.#uri.path);
    // A copy: a plain ArrayBuffer crosses to the view without being turned into text.
    const piece = new Uint8Array(whole.subarray(offset, offset + most)).buffer;
    // Whoever asks for the end has the rest; holding the file any longer would serve nobody.
    if (offset + most >= whole.byteLength) this.#whole = undefined;
    return piece;
  }
}
