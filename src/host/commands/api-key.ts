import * as vscode from 'vscode';
import { serviceAddress } from '../apikley-jobs.ts';
import { askApiKey } from '../ask-api-key.ts';
import { forgetConsent } from '../consent.ts';
import { logError } from '../log-error.ts';
import type { HostServices } from '../services.ts';

/** *Set Apikley API Key…*: asks in a password box, proves the key with one free call, then stores it. */
export async function setApiKey({ keys, log }: HostServices): Promise<void> {
  const { checkKey } = await import('../service.ts');
  const proven = await askApiKey(
    (key, signal) => checkKey(serviceAddress(), key, signal),
    (error) => {
      logError(error, log);
    },
  );
  if (proven === undefined) return;
  await keys.save(proven.key);
  log.info('The API key was checked and stored.');
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The key works and is stored. Balance: {0} credits.', proven.proof.credits),
  );
}

/** *Clear Apikley API Key*; what was agreed to with it is taken back, too. */
export async function clearApiKey({ context, keys }: HostServices): Promise<void> {
  const hadKey = (await keys.read()) !== undefined;
  await keys.clear();
  await forgetConsent(context.workspaceState);
  void vscode.window.showInformationMessage(
    hadKey
      ? vscode.l10n.t('The Apikley API key was removed.')
      : vscode.l10n.t('There was no Apikley API key.'),
  );
}

/** *Set Callback Signing Key…*: with it, only calls that the service has signed are taken. */
export async function setCallbackKey({ keys, callbacks }: HostServices): Promise<void> {
  const entered = await vscode.window.showInputBox({
    title: vscode.l10n.t('Set Callback Signing Key'),
    prompt: vscode.l10n.t(
      'The HMAC key of your account, if it has one: calls without its signature are turned away. Empty removes it.',
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (entered === undefined) return;
  await keys.saveCallbackKey(entered.trim());
  await callbacks.close();
}
