import type { Memento, Uri } from 'vscode';

const KEY = 'stemstave.views';
/** Of so many scores: of those that were looked at last. */
const MOST_VIEWS = 100;

type KeptView = readonly [uri: string, state: string];

/** How each score of this workspace was looked at last: a score that is opened again looks as it was left. */
export class KeptViews {
  readonly #memento: Memento;

  constructor(memento: Memento) {
    this.#memento = memento;
  }

  /** @returns what its last view kept, in that view's words; empty if there was none */
  of(uri: Uri): string {
    return this.#views.find(([kept]) => kept === uri.toString())?.[1] ?? '';
  }

  keep(uri: Uri, state: string): Thenable<void> {
    const others = this.#views.filter(([kept]) => kept !== uri.toString());
    const views: KeptView[] = [...others, [uri.toString(), state]];
    return this.#memento.update(KEY, views.slice(-MOST_VIEWS));
  }

  get #views(): readonly KeptView[] {
    const kept = this.#memento.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter(isKeptView) : [];
  }
}

function isKeptView(value: unknown): value is KeptView {
  return Array.isArray(value) && value.length === 2 && value.every((x) => typeof x === 'string');
}
