import * as vscode from 'vscode';
import { StemstaveError } from '../errors.ts';
import type { PagePainter } from './page-painter.ts';

/** Longest a view may take to open. */
const TIMEOUT_MS = 30_000;

/** The views that are open and ready, by the file they show: who can paint pages. */
export class PagePainters {
  /** The views of each file, the newest at the end. */
  readonly #byFile = new Map<string, readonly PagePainter[]>();
  readonly #arrived = new vscode.EventEmitter<string>();
  readonly #viewType: string;

  /** @param viewType of the editor whose views these are */
  constructor(viewType: string) {
    this.#viewType = viewType;
  }

  /** A view can be talked to. */
  add(file: vscode.Uri, painter: PagePainter): void {
    this.#byFile.set(file.toString(), [...this.#others(file, painter), painter]);
    this.#arrived.fire(file.toString());
  }

  /** A view is gone. */
  remove(file: vscode.Uri, painter: PagePainter): void {
    this.#byFile.set(file.toString(), this.#others(file, painter));
  }

  /**
   * The painter of a file's view; brings the view to the front, since one out of sight hears nothing.
   * @throws {StemstaveError} `paint-failed` if no view opens in time
   */
  async of(file: vscode.Uri): Promise<PagePainter> {
    await vscode.commands.executeCommand('vscode.openWith', file, this.#viewType);
    const key = file.toString();
    return this.#newest(key) ?? (await this.#next(key));
  }

  #newest(key: string): PagePainter | undefined {
    return this.#byFile.get(key)?.at(-1);
  }

  #others(file: vscode.Uri, painter: PagePainter): PagePainter[] {
    return (this.#byFile.get(file.toString()) ?? []).filter((other) => other !== painter);
  }

  #next(key: string): Promise<PagePainter> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        heard.dispose();
        reject(
          new StemstaveError(
            'paint-failed',
            vscode.l10n.t('The score did not open, so its pages could not be painted.'),
          ),
        );
      }, TIMEOUT_MS);
      const heard = this.#arrived.event((arrived) => {
        const painter = arrived === key ? this.#newest(key) : undefined;
        if (painter === undefined) return;
        clearTimeout(timer);
        heard.dispose();
        resolve(painter);
      });
    });
  }
}
