import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import { RECORDING } from './find-recording.ts';
import { logError } from './log-error.ts';
import { readMidiFile } from './midi-file.ts';
import type { OpenedScore } from './score-requests.ts';
import type { ScoreService } from './score-service.ts';

/** What there is to show: a score, or a sentence saying why there is none. */
export type DocumentState =
  | ({
      readonly kind: 'score';
      /** Another one whenever other notes have been read. */
      readonly performanceId: number;
    } & OpenedScore)
  | { readonly kind: 'unreadable'; readonly sentence: string };

/** One `.mid` as notation; follows its file on disk, and stems that come and go beside it. Several views may show it. */
export class ScoreDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #scores: ScoreService;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<DocumentState>();
  readonly #watchers: readonly vscode.FileSystemWatcher[];
  #loading = new AbortController();
  #state: DocumentState | undefined;
  #performanceCount = 0;

  constructor(uri: vscode.Uri, scores: ScoreService, log: vscode.LogOutputChannel) {
    this.uri = uri;
    this.#scores = scores;
    this.#log = log;
    const file = this.#watch(globEscaped(basename(uri.path)));
    file.onDidChange(() => this.#load());
    file.onDidCreate(() => this.#load());
    const name = basename(uri.path, extname(uri.path));
    const stems = this.#watch(`${globEscaped(vscode.l10n.t('{0} stems', name))}/*`);
    const onStem = (stem: vscode.Uri): void => {
      if (RECORDING.test(stem.path)) void this.#load();
    };
    stems.onDidCreate(onStem);
    stems.onDidDelete(onStem);
    this.#watchers = [file, stems];
    void this.#load();
  }

  /** `undefined` until the file has been read. */
  get state(): DocumentState | undefined {
    return this.#state;
  }

  /** Fires each time the file has been read, the first time included. */
  get onDidChangeState(): vscode.Event<DocumentState> {
    return this.#changed.event;
  }

  dispose(): void {
    this.#loading.abort();
    for (const watcher of this.#watchers) watcher.dispose();
    this.#changed.dispose();
  }

  /** @param pattern under the folder of the file */
  #watch(pattern: string): vscode.FileSystemWatcher {
    const folder = vscode.Uri.joinPath(this.uri, '..');
    return vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
  }

  /** Reads the file; a read that is under way already is overtaken by this one. */
  async #load(): Promise<void> {
    this.#loading.abort();
    const loading = new AbortController();
    this.#loading = loading;
    const state = await this.#read(loading.signal);
    if (state === undefined || loading.signal.aborted) return;
    this.#state = state;
    this.#changed.fire(state);
  }

  async #read(signal: AbortSignal): Promise<DocumentState | undefined> {
    try {
      const bytes = await readMidiFile(this.uri);
      const fallbackTitle = basename(this.uri.path, extname(this.uri.path));
      const opened = await this.#scores.run({ kind: 'open', bytes, fallbackTitle }, signal);
      return { kind: 'score', performanceId: ++this.#performanceCount, ...opened };
    } catch (error) {
      if (error instanceof CancelledError) return undefined;
      const sentence =
        error instanceof StemstaveError
          ? error.message
          : vscode.l10n.t('This file could not be read as music.');
      this.#log.info(`${this.uri.path} was not opened.`);
      logError(error, this.#log);
      return { kind: 'unreadable', sentence };
    }
  }
}

/** File names may hold characters that mean something else in a glob. */
function globEscaped(name: string): string {
  return name.replaceAll(/[[\]{}*?]/g, (character) => `[${character}]`);
}
