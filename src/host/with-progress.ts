import * as vscode from 'vscode';

/**
 * Runs work under a progress bar that can be cancelled.
 * @param work told the share done so far, 0–1
 */
export async function withProgress<Result>(
  title: string,
  location: vscode.ProgressLocation,
  work: (progress: (share: number) => void, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return vscode.window.withProgress({ location, title, cancellable: true }, (bar, cancel) => {
    const controller = new AbortController();
    cancel.onCancellationRequested(() => {
      controller.abort();
    });
    let done = 0;
    return work((share) => {
      bar.report({ increment: Math.max(0, share - done) * 100 });
      done = Math.max(done, share);
    }, controller.signal);
  });
}
