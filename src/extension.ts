import * as vscode from 'vscode';
import { ApiKeyStore } from './host/api-key-store.ts';
import { CallbackPort } from './host/callback-port.ts';
import { registerCommands } from './host/commands/register.ts';
import { PagePainters } from './host/page-painters.ts';
import { ScoreEditorProvider, SCORE_VIEW_TYPE } from './host/score-editor.ts';
import { ScoreService } from './host/score-service.ts';
import { Transcriber } from './host/transcriber.ts';

/** Builds the parts and registers them; everything else happens at first use. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Stemstave', { log: true });
  const shipped = (name: string): string =>
    vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  const scores = new ScoreService(shipped('score-worker.js'));
  const print = { workerPath: shipped('print-worker.js'), fontsFolder: shipped('fonts') };
  const painters = new PagePainters(SCORE_VIEW_TYPE);
  const keys = new ApiKeyStore(context.secrets);
  const transcriber = new Transcriber(scores, log);
  const callbacks = new CallbackPort(keys, log);
  const editor = new ScoreEditorProvider(context.extensionUri, scores, painters, log);
  context.subscriptions.push(
    log,
    callbacks,
    vscode.window.registerCustomEditorProvider(SCORE_VIEW_TYPE, editor, {
      supportsMultipleEditorsPerDocument: true,
    }),
    ...registerCommands({ context, log, keys, scores, callbacks, transcriber, print, painters }),
  );
}
