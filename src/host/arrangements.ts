import type * as vscode from 'vscode';
import { AS_IT_IS, type Arrangement } from '../score/arrange.ts';

/** How one open view shows its score. */
export interface ShownArrangement {
  arrangement: Arrangement;
}

/**
 * How the open views show their scores, so that exports and copies are of what the person sees. Of
 * several views of one file, the one looked at last counts.
 */
export class Arrangements {
  /** The views of each file, the one looked at last at the end. */
  readonly #byFile = new Map<string, readonly ShownArrangement[]>();

  /** A view of a file opens; what it returns is the one place where its arrangement is kept. */
  open(file: vscode.Uri): ShownArrangement {
    const view: ShownArrangement = { arrangement: AS_IT_IS };
    this.lookAt(file, view);
    return view;
  }

  /** The person looks at this view, or works in it. */
  lookAt(file: vscode.Uri, view: ShownArrangement): void {
    this.#byFile.set(file.toString(), [...this.#others(file, view), view]);
  }

  /** A view is gone. */
  close(file: vscode.Uri, view: ShownArrangement): void {
    const others = this.#others(file, view);
    if (others.length === 0) this.#byFile.delete(file.toString());
    else this.#byFile.set(file.toString(), others);
  }

  /** That of a file no view shows is as the file is. */
  of(file: vscode.Uri): Arrangement {
    return this.#byFile.get(file.toString())?.at(-1)?.arrangement ?? AS_IT_IS;
  }

  #others(file: vscode.Uri, view: ShownArrangement): ShownArrangement[] {
    return (this.#byFile.get(file.toString()) ?? []).filter((other) => other !== view);
  }
}
