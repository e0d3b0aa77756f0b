import type * as vscode from 'vscode';
import { AS_IT_IS, type Arrangement } from '../score/arrange.ts';

/** How the open views show their scores, so that exports and copies are of what the person sees. */
export class Arrangements {
  readonly #byFile = new Map<string, Arrangement>();

  /** A view shows its file so from now on. */
  keep(file: vscode.Uri, arrangement: Arrangement): void {
    this.#byFile.set(file.toString(), arrangement);
  }

  /** A view is gone. */
  forget(file: vscode.Uri): void {
    this.#byFile.delete(file.toString());
  }

  /** That of a file no view shows is as the file is. */
  of(file: vscode.Uri): Arrangement {
    return this.#byFile.get(file.toString()) ?? AS_IT_IS;
  }
}
