import { join } from 'node:path';
import * as vscode from 'vscode';
import { fingerprintOf, type Fingerprint } from '../../jobs/file-hash.ts';
import { isThere } from '../../jobs/is-there.ts';
import type { JobOverview, JobStore } from '../../jobs/job-store.ts';
import {
  commandLineFolder,
  lookUp,
  openStores,
  type JobStores,
  type KnownRecording,
} from '../../jobs/job-stores.ts';
import { paidStepsOf } from '../../jobs/paid-steps.ts';
import type { JobRecords } from './jobs-view.ts';

const HIDDEN = 'stemstave.hiddenJobs';
const RESULTS = 'stemstave.results';
const MAX_REMEMBERED = 500;

/**
 * The records of paid work of this computer's user, those of the command line included, and what this
 * VS Code knows beside them.
 */
export class JobLibrary implements JobRecords, vscode.Disposable {
  readonly #stores: JobStores;
  /** Recordings as they were last seen: while they stay the same, none is read more than once. */
  readonly #seen = new Map<string, Fingerprint>();
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #stopWatching: (() => void)[] = [];

  constructor(context: vscode.ExtensionContext) {
    this.#stores = openStores([join(context.globalStorageUri.fsPath, 'jobs'), commandLineFolder()]);
    this.#memory = context.globalState;
  }

  /** Tells of changes from now on, whichever window they come from; and tidies up. */
  async watch(): Promise<void> {
    for (const store of this.#stores) {
      // Nobody's folder is made by looking at it.
      if (store !== this.own && !(await isThere(store.folder))) continue;
      const stop = await store.watch(() => {
        this.#changed.fire();
      });
      this.#stopWatching.push(stop);
      await store.tidy();
    }
  }

  /** Where jobs of this VS Code's own belong. */
  get own(): JobStore {
    return this.#stores[0];
  }

  /** Where the record of a job is. */
  async storeOf(jobId: string): Promise<JobStore> {
    for (const store of this.#stores) {
      if ((await store.find(jobId)) !== undefined) return store;
    }
    return this.own;
  }

  /**
   * What is known of a recording on disk.
   * @param path absolute
   * @throws {StemstaveError} `file-unreadable`, `journal-failed`
   * @throws {CancelledError}
   */
  async lookUp(
    path: string,
    signal?: AbortSignal,
  ): Promise<KnownRecording & { readonly fingerprint: Fingerprint }> {
    const fingerprint = await fingerprintOf(path, signal, this.#seen.get(path));
    this.#seen.set(path, fingerprint);
    return { fingerprint, ...(await lookUp(this.#stores, fingerprint.sha256)) };
  }

  /** All jobs, latest first. */
  async list(): Promise<readonly JobOverview[]> {
    const lists = await Promise.all(this.#stores.map((store) => store.list()));
    const overviews = lists.flat().sort((a, b) => b.job.createdAtMs - a.job.createdAtMs);
    const isPaid = overviews.some(({ job }) => paidStepsOf(job).length > 0);
    void vscode.commands.executeCommand('setContext', 'stemstave.hasPaidJobs', isPaid);
    return overviews;
  }

  isHidden(jobId: string): boolean {
    return this.#memory.get<readonly string[]>(HIDDEN, []).includes(jobId);
  }

  /** Takes a record off the list; it stays where it is, so that nothing is paid for twice. */
  async hide(jobId: string): Promise<void> {
    const hidden = this.#memory.get<readonly string[]>(HIDDEN, []);
    await this.#memory.update(HIDDEN, [...hidden, jobId].slice(-MAX_REMEMBERED));
    this.#changed.fire();
  }

  /** Where the score of a job was saved; `undefined` if that was elsewhere. */
  scoreOf(jobId: string): vscode.Uri | undefined {
    const text = this.#memory.get<Readonly<Record<string, string>>>(RESULTS, {})[jobId];
    return text === undefined ? undefined : vscode.Uri.parse(text);
  }

  async rememberScore(jobId: string, score: vscode.Uri): Promise<void> {
    const all = this.#memory.get<Readonly<Record<string, string>>>(RESULTS, {});
    const entries = Object.entries({ ...all, [jobId]: score.toString() }).slice(-MAX_REMEMBERED);
    await this.#memory.update(RESULTS, Object.fromEntries(entries));
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
    this.#changed.dispose();
  }
}
