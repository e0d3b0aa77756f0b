import * as vscode from 'vscode';
import type { LiveJob, LiveJobs } from './live-jobs.ts';

/** Tells in the status bar how far the work has come; a click shows the jobs. */
export class JobsStatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #subscription: vscode.Disposable;

  constructor(live: LiveJobs) {
    this.#item = vscode.window.createStatusBarItem(
      'stemstave.jobs',
      vscode.StatusBarAlignment.Left,
    );
    this.#item.name = vscode.l10n.t('Stemstave Transcriptions');
    this.#item.command = 'stemstave.showJobs';
    this.#subscription = live.onDidChange(() => {
      this.#show(live.all.filter(({ phase }) => phase === 'running'));
    });
  }

  #show(running: readonly LiveJob[]): void {
    const [first] = running;
    if (first === undefined) {
      this.#item.hide();
      return;
    }
    const fraction = running.reduce((sum, job) => sum + (job.progress?.fraction ?? 0), 0);
    const percent = `${Math.floor((fraction / running.length) * 100)} %`;
    const what =
      running.length === 1
        ? vscode.l10n.t('Transcribing {0}', first.title)
        : vscode.l10n.t('Transcribing {0} recordings', running.length);
    this.#item.text = `$(loading~spin) ${plain(what)} ${percent}`;
    this.#item.tooltip = running
      .map(({ title, progress }) => [title, progress?.message ?? ''].join(': '))
      .join('\n');
    this.#item.show();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }
}

/** `$(name)` in a label becomes an icon; in the name of somebody's file it is but text. */
function plain(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
