import type * as vscode from 'vscode';
import type { Hearing } from './hearing.ts';

/** The recordings that are being transcribed and shown meanwhile, by the file their score goes to. */
export class Hearings {
  readonly #byFile = new Map<string, Hearing>();
  readonly #listeners = new Set<(file: string) => void>();

  /** `undefined` where nothing is on its way to this file. */
  of(file: vscode.Uri): Hearing | undefined {
    return this.#byFile.get(file.toString());
  }

  begin(file: vscode.Uri, hearing: Hearing): void {
    this.#byFile.set(file.toString(), hearing);
    this.#tell(file);
  }

  /** The score lies in its file, or will never. */
  end(file: vscode.Uri): void {
    this.#byFile.delete(file.toString());
    this.#tell(file);
  }

  /** Calls `listener` when a hearing of a file begins or ends. @returns what takes it off again */
  onChange(file: vscode.Uri, listener: () => void): () => void {
    const key = file.toString();
    const told = (changed: string): void => {
      if (changed === key) listener();
    };
    this.#listeners.add(told);
    return () => {
      this.#listeners.delete(told);
    };
  }

  #tell(file: vscode.Uri): void {
    for (const listener of this.#listeners) listener(file.toString());
  }
}
