import * as vscode from 'vscode';
import { CancelledError, StemstaveError, assertNever, type ErrorAction } from '../errors.ts';
import { logError } from './log-error.ts';

/**
 * Shows an error as its sentence with the one action that helps, and writes the rest to the log.
 * Cancelling is no error: it shows nothing.
 * @param retry runs the work again, where that is free of risk
 */
export async function reportError(
  error: unknown,
  log: vscode.LogOutputChannel,
  retry?: () => unknown,
): Promise<void> {
  if (error instanceof CancelledError) return;
  const known = error instanceof StemstaveError ? error : undefined;
  logError(error, log);
  const charged =
    known?.mayHaveBeenCharged === true
      ? ` ${vscode.l10n.t('The service may have charged for it.')}`
      : '';
  const sentence =
    known?.message ?? vscode.l10n.t('Something went wrong inside Stemstave; the log says more.');
  const button = buttonFor(known?.action, retry);
  const showLog = vscode.l10n.t('Show Log');
  const buttons = button === undefined ? [showLog] : [button.title, showLog];
  const chosen = await vscode.window.showErrorMessage(sentence + charged, ...buttons);
  if (chosen === undefined) return;
  if (chosen === showLog) log.show();
  else await button?.run();
}

interface Button {
  readonly title: string;
  readonly run: () => unknown;
}

function buttonFor(action: ErrorAction | undefined, retry?: () => unknown): Button | undefined {
  const again: Button | undefined =
    retry === undefined ? undefined : { title: vscode.l10n.t('Try Again'), run: retry };
  switch (action) {
    case 'set-key':
      return {
        title: vscode.l10n.t('Set API Key'),
        run: () => vscode.commands.executeCommand('stemstave.setApiKey'),
      };
    case 'top-up':
      return {
        title: vscode.l10n.t('Top Up'),
        run: () => vscode.env.openExternal(vscode.Uri.parse('https://app.apikley.ru/billing')),
      };
    case 'choose-engine':
      return {
        title: vscode.l10n.t('Choose Engine'),
        run: () => vscode.commands.executeCommand('stemstave.chooseEngine'),
      };
    case 'open-settings':
      return {
        title: vscode.l10n.t('Open Settings'),
        run: () =>
          vscode.commands.executeCommand('workbench.action.openSettings', 'stemstave.apikley'),
      };
    case 'retry':
    case 'check-again':
      return again;
    case undefined:
      return undefined;
    default:
      return assertNever(action);
  }
}
