import type * as vscode from 'vscode';
import { AS_IT_IS, type Arrangement } from '../score/arrange.ts';
import type { Score } from '../score/model.ts';
import type { ScoreDocument } from './score-document.ts';
import type { Tablatures } from './tablatures.ts';

/** How one open view shows its score. */
export interface ShownArrangement {
  arrangement: Arrangement;
}

/**
 * The scores that are open, with what was changed in them and not saved yet, and how their views show
 * them: exports and copies are of what the person sees. Of several views of one file, the one looked
 * at last counts.
 */
export class OpenScores {
  readonly #tablatures: Pick<Tablatures, 'arrange'>;
  readonly #documents = new Map<string, ScoreDocument>();
  /** The views of each file, the one looked at last at the end. */
  readonly #views = new Map<string, readonly ShownArrangement[]>();

  constructor(tablatures: Pick<Tablatures, 'arrange'>) {
    this.#tablatures = tablatures;
  }

  add(document: ScoreDocument): void {
    this.#documents.set(document.uri.toString(), document);
  }

  remove(document: ScoreDocument): void {
    const key = document.uri.toString();
    if (this.#documents.get(key) === document) this.#documents.delete(key);
  }

  /** A view of a file opens; what it returns is the one place where its arrangement is kept. */
  openView(file: vscode.Uri): ShownArrangement {
    const view: ShownArrangement = { arrangement: AS_IT_IS };
    this.lookAt(file, view);
    return view;
  }

  /** The person looks at this view, or works in it. */
  lookAt(file: vscode.Uri, view: ShownArrangement): void {
    this.#views.set(file.toString(), [...this.#others(file, view), view]);
  }

  closeView(file: vscode.Uri, view: ShownArrangement): void {
    const others = this.#others(file, view);
    if (others.length === 0) this.#views.delete(file.toString());
    else this.#views.set(file.toString(), others);
  }

  /** `undefined` if it is not open. */
  document(file: vscode.Uri): ScoreDocument | undefined {
    return this.#documents.get(file.toString());
  }

  /** The score of a file as its view shows it; `undefined` if it is not open, or cannot be read. */
  async shown(file: vscode.Uri): Promise<Score | undefined> {
    const state = this.#documents.get(file.toString())?.state;
    if (state?.kind !== 'score') return undefined;
    const view = this.#views.get(file.toString())?.at(-1);
    return this.arrange(state.score, view?.arrangement ?? AS_IT_IS);
  }

  /** A score as a view shows it. @throws what the score thread throws */
  arrange(score: Score, arrangement: Arrangement): Promise<Score> {
    return this.#tablatures.arrange(score, arrangement);
  }

  #others(file: vscode.Uri, view: ShownArrangement): ShownArrangement[] {
    return (this.#views.get(file.toString()) ?? []).filter((other) => other !== view);
  }
}
