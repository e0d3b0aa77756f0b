import { join } from 'node:path';
import * as vscode from 'vscode';
import { JobStore, type JobOverview } from '../../jobs/job-store.ts';
import { paidStepsOf } from '../../jobs/paid-steps.ts';
import type { JobRecords } from './jobs-view.ts';

const HIDDEN = 'stemstave.hiddenJobs';
const RESULTS = 'stemstave.results';
const MAX_REMEMBERED = 500;

/** The records of paid work of this computer's user, and what this VS Code knows beside them. */
export class JobLibrary implements JobRecords, vscode.Disposable {
  readonly store: JobStore;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #stopWatching: () => void = () => undefined;

  constructor(context: vscode.ExtensionContext) {
    this.store = new JobStore(join(context.globalStorageUri.fsPath, 'jobs'));
    this.#memory = context.globalState;
  }

  /** Tells of changes from now on, whichever window they come from; and tidies up. */
  async watch(): Promise<void> {
    this.#stopWatching = await this.store.watch(() => {
      this.#changed.fire();
    });
    await this.store.tidy();
  }

  async list(): Promise<readonly JobOverview[]> {
    const overviews = await this.store.list();
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
    this.#stopWatching();
    this.#changed.dispose();
  }
}
