import * as vscode from 'vscode';
import { ApiKeyStore } from './host/api-key-store.ts';
import { CallbackPort } from './host/callback-port.ts';
import { registerCommands } from './host/commands/register.ts';
import { Hearings } from './host/hearing/hearings.ts';
import { registerJobCommands } from './host/jobs/job-commands.ts';
import { JobLibrary } from './host/jobs/job-library.ts';
import { JobsView } from './host/jobs/jobs-view.ts';
import { LiveJobs } from './host/jobs/live-jobs.ts';
import { SpendingView } from './host/jobs/spending-view.ts';
import { UnattendedJobs } from './host/jobs/unattended-jobs.ts';
import { JobsStatusBar } from './host/jobs/status-bar.ts';
import { logError } from './host/log-error.ts';
import { KeptViews } from './host/kept-views.ts';
import { OpenScores } from './host/open-scores.ts';
import { PagePainters } from './host/page-painters.ts';
import { SCORE_VIEW_TYPE } from './host/open-score.ts';
import { ScoreEditorProvider } from './host/score-editor.ts';
import { ScoreService } from './host/score-service.ts';
import { Tablatures } from './host/tablatures.ts';
import { Transcriber } from './host/transcriber.ts';

/** Builds the parts and registers them; everything else happens at first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Stemstave', { log: true });
  const shipped = (name: string): string =>
    vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const scores = new ScoreService(shipped('score-worker.js'));
  const print = { workerPath: shipped('print-worker.js'), fontsFolder: shipped('fonts') };
  const painters = new PagePainters(SCORE_VIEW_TYPE);
  const openScores = new OpenScores(new Tablatures(scores));
  const keys = new ApiKeyStore(context.secrets);
  const live = new LiveJobs();
  const hearings = new Hearings();
  const library = new JobLibrary(context);
  const transcriber = new Transcriber({ scores, live, hearings, log });
  const callbacks = new CallbackPort(keys, log);
  const editor = new ScoreEditorProvider(context.extensionUri, {
    scores,
    painters,
    openScores,
    hearings,
    keptViews: new KeptViews(context.workspaceState),
    log,
  });
  library.watch().catch((error: unknown) => {
    logError(error, log);
  });
  const jobs = { live, library, callbacks, transcriber };
  const services = { context, log, keys, scores, print, painters, openScores, ...jobs };
  context.subscriptions.push(
    log,
    live,
    library,
    callbacks,
    new JobsView(live, library),
    new SpendingView(library),
    new JobsStatusBar(live),
    new UnattendedJobs(services),
    vscode.window.registerCustomEditorProvider(SCORE_VIEW_TYPE, editor, {
      supportsMultipleEditorsPerDocument: true,
    }),
    ...registerCommands(services),
    ...registerJobCommands(services),
  );
}
