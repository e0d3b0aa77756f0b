import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import type { BeatDecisions } from '../score/beats/decisions.ts';
import type { Correction } from '../score/corrections.ts';
import type { Part } from '../score/model.ts';
import { abbreviate } from '../score/layout/abbreviate.ts';
import type { Hearings } from './hearing/hearings.ts';
import { logError } from './log-error.ts';
import { readMidiFile } from './midi-file.ts';
import { openScore } from './open-score.ts';
import type { OpenedScore, ScoreEdits } from './score-requests.ts';
import type { ScoreService } from './score-service.ts';
import { watchScore } from './watch-score.ts';

/** What there is to show: a score, or a sentence saying why there is none. */
export type DocumentState =
  | ({
      readonly kind: 'score';
      /** Another one whenever other notes have been read. */
      readonly performanceId: number;
    } & OpenedScore)
  | { readonly kind: 'unreadable'; readonly sentence: string };

/** The parts of the product that documents work with. */
export interface DocumentServices {
  readonly scores: ScoreService;
  readonly hearings: Hearings;
  readonly log: vscode.LogOutputChannel;
}

const NOTHING_CHANGED: ScoreEdits = { names: new Map(), corrections: [] };

/** Something a person changed, that can be taken back. */
export interface DocumentEdit {
  readonly label: string;
  readonly undo: () => Promise<void>;
  readonly redo: () => Promise<void>;
}

/**
 * One `.mid` as notation: what its file holds, and what was changed since. Follows the
 * file on disk as long as nothing was changed here, and tells of stems that come and go beside it. Several views may show it.
 */
export class ScoreDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #scores: ScoreService;
  readonly #hearings: Hearings;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<DocumentState>();
  readonly #stemsChanged = new vscode.EventEmitter<void>();
  readonly #edited = new vscode.EventEmitter<DocumentEdit>();
  readonly #watcher: vscode.Disposable;
  readonly #closed: () => void;
  #loading = new AbortController();
  #loaded: Promise<void>;
  #state: DocumentState | undefined;
  #performanceCount = 0;
  /** As read; what it is with what was changed since; what is on disk, as far as we know. */
  #base = new Uint8Array();
  #current = new Uint8Array();
  #onDisk = new Uint8Array();
  #edits: ScoreEdits = NOTHING_CHANGED;
  /** Edits are made one after the other, however fast they come. */
  #work: Promise<unknown> = Promise.resolve();

  /**
   * @param backup what VS Code kept of unsaved changes, if it did
   * @param closed called when nobody shows this document any more
   */
  constructor(
    uri: vscode.Uri,
    backup: vscode.Uri | undefined,
    { scores, hearings, log }: DocumentServices,
    closed: () => void,
  ) {
    this.uri = uri;
    this.#scores = scores;
    this.#hearings = hearings;
    this.#log = log;
    this.#closed = closed;
    this.#watcher = watchScore(uri, {
      file: () => void this.#followDisk(),
      stems: () => {
        this.#stemsChanged.fire();
      },
    });
    this.#loaded = this.#load(backup);
  }

  /** `undefined` until the file has been read. */
  get state(): DocumentState | undefined {
    return this.#state;
  }

  /** Fires each time there is something else to show, the first time included. */
  get onDidChangeState(): vscode.Event<DocumentState> {
    return this.#changed.event;
  }

  /** Fires when stems have come or gone beside the file. */
  get onDidChangeStems(): vscode.Event<void> {
    return this.#stemsChanged.event;
  }

  /** Fires when a person has changed something that can be taken back. */
  get onDidEdit(): vscode.Event<DocumentEdit> {
    return this.#edited.event;
  }

  dispose(): void {
    this.#closed();
    this.#loading.abort();
    this.#watcher.dispose();
    this.#changed.dispose();
    this.#stemsChanged.dispose();
    this.#edited.dispose();
  }

  /**
   * Gives a part another name.
   * @param name empty for that of its sound
   * @throws {StemstaveError} `not-renamed` where the file cannot hold it
   */
  async rename(partId: string, name: string): Promise<void> {
    const instrument = Number(partId.slice(1)) - 1;
    const before = this.#partName(instrument);
    if (before === undefined || before === name) return;
    await this.#edit(
      ({ names, ...rest }) => ({ ...rest, names: new Map(names).set(instrument, name) }),
      () => vscode.l10n.t('Rename {0} to {1}', before, this.#partName(instrument) ?? name),
    );
  }

  /** Puts right what the machine got wrong; the rest is inferred again around it. */
  async correct(correction: Correction): Promise<void> {
    await this.#edit(
      ({ corrections, ...rest }) => ({ ...rest, corrections: [...corrections, correction] }),
      () => vscode.l10n.t('Correct Score'),
    );
  }

  /** How sure the machine is of its beats, metre and barlines; `undefined` where nothing can be decided. */
  decisions(signal: AbortSignal): Promise<BeatDecisions | undefined> {
    return this.#scores.run({ kind: 'decisions', bytes: this.#current }, signal);
  }

  /** Writes what there is to the document's own file. */
  save(): Promise<void> {
    return this.#inTurn(async () => {
      // Nothing could be read, and nothing was changed: what is on disk is not ours to empty.
      if (this.#current.length === 0) return;
      await vscode.workspace.fs.writeFile(this.uri, this.#current);
      this.#onDisk = this.#current;
    });
  }

  /** Writes what there is to any file. */
  async saveTo(target: vscode.Uri): Promise<void> {
    await this.#loaded;
    await this.#work;
    // What could not be read as music can still be saved under another name.
    if (this.#current.length === 0) await vscode.workspace.fs.copy(this.uri, target);
    else await vscode.workspace.fs.writeFile(target, this.#current);
  }

  /** Forgets what was changed, and reads the file anew. */
  revert(): Promise<void> {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  /** Reads the file after a transcription that went to it, if there is one. */
  async catchUp(): Promise<void> {
    await this.#followDisk();
    if (this.#state === undefined) await this.revert();
  }

  #partName(instrument: number): string | undefined {
    return this.#state?.kind === 'score' ? this.#state.score.parts[instrument]?.name : undefined;
  }

  /** @param label asked for once it is done */
  async #edit(change: (before: ScoreEdits) => ScoreEdits, label: () => string): Promise<void> {
    let [before, after] = [this.#edits, this.#edits];
    await this.#inTurn(() => {
      before = this.#edits;
      after = change(before);
      return this.#apply(after);
    });
    this.#edited.fire({
      label: label(),
      undo: () => this.#inTurn(() => this.#apply(before)),
      redo: () => this.#inTurn(() => this.#apply(after)),
    });
  }

  async #apply(edits: ScoreEdits): Promise<void> {
    const { signal } = this.#loading;
    const { bytes, partNames } = await this.#scores.run(
      { kind: 'edit', bytes: this.#base, ...edits },
      signal,
    );
    const isCorrected = edits.corrections !== this.#edits.corrections;
    const opened = isCorrected ? await this.#open(bytes, signal) : undefined;
    this.#edits = edits;
    this.#current = bytes;
    if (opened !== undefined) this.#become(opened);
    else if (this.#state?.kind === 'score') this.#become(withNames(this.#state, partNames));
  }

  async #open(bytes: Uint8Array, signal: AbortSignal): Promise<DocumentState> {
    const fallbackTitle = basename(this.uri.path, extname(this.uri.path));
    const opened = await this.#scores.run({ kind: 'open', bytes, fallbackTitle }, signal);
    return { kind: 'score', performanceId: ++this.#performanceCount, ...opened };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  /** What another program wrote is shown, unless that would lose what was changed here. */
  async #followDisk(): Promise<void> {
    // Watchers also tell of files that were there all along.
    await this.#loaded;
    await this.#work;
    const bytes = await readMidiFile(this.uri).catch(() => undefined);
    if (bytes === undefined || isSame(bytes, this.#onDisk)) return;
    if (isSame(this.#current, this.#onDisk)) {
      await this.revert();
      return;
    }
    // Said once for each version on disk.
    this.#onDisk = bytes;
    await this.#sayDiffers();
  }

  async #sayDiffers(): Promise<void> {
    const load = vscode.l10n.t('Load from Disk');
    const chosen = await vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} has changed on disk, and it was changed here. Saving replaces what is on disk.',
        basename(this.uri.path),
      ),
      load,
    );
    if (chosen !== load) return;
    await openScore(this.uri);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }

  /** Reads the file, or the backup; a read that is under way already is overtaken by this one. */
  async #load(backup?: vscode.Uri): Promise<void> {
    this.#loading.abort();
    const loading = new AbortController();
    this.#loading = loading;
    const state = await this.#read(loading.signal, backup);
    if (state === undefined || loading.signal.aborted) return;
    this.#become(state);
  }

  #become(state: DocumentState): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  async #read(signal: AbortSignal, backup?: vscode.Uri): Promise<DocumentState | undefined> {
    try {
      const onDisk = await readMidiFile(this.uri);
      const bytes = backup === undefined ? onDisk : await readMidiFile(backup);
      if (signal.aborted) return undefined;
      this.#base = bytes;
      this.#current = bytes;
      this.#onDisk = onDisk;
      this.#edits = NOTHING_CHANGED;
      return await this.#open(bytes, signal);
    } catch (error) {
      if (error instanceof CancelledError) return undefined;
      // Not written yet: the document is told when it is.
      if (this.#hearings.of(this.uri) !== undefined) return undefined;
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

/** Names say nothing about the notation: it need not be made anew. */
function withNames(
  state: Extract<DocumentState, { kind: 'score' }>,
  names: readonly string[],
): DocumentState {
  const { score, performance } = state;
  const parts = score.parts.map((part, i): Part => {
    const name = names[i] ?? part.name;
    return { ...part, name, abbreviation: abbreviate(name) };
  });
  const instruments = performance.instruments.map((instrument, i) => ({
    ...instrument,
    name: names[i] ?? instrument.name,
  }));
  return {
    ...state,
    score: { ...score, parts },
    performance: { ...performance, instruments },
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
