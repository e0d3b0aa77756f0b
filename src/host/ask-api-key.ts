import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import { KEYS_PAGE } from '../engines/apikley/addresses.ts';

/**
 * Asks for the API key in a password box, which stays open until the service takes a key: a refusal
 * is said below it and the text can be mended. Escape ends the asking and any check under way.
 * @param check proves a key with the service
 * @param failed hears of every refusal
 * @returns the proven key and what the proof told, or `undefined` if the box was closed
 */
export function askApiKey<T>(
  check: (key: string, signal: AbortSignal) => Promise<T>,
  failed: (error: unknown) => void,
): Promise<{ readonly key: string; readonly proof: T } | undefined> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Set Apikley API Key');
  box.prompt = vscode.l10n.t(
    'You find it at {0}. It is kept in the secret storage of VS Code.',
    KEYS_PAGE,
  );
  box.password = true;
  box.ignoreFocusOut = true;
  const controller = new AbortController();

  return new Promise((resolve) => {
    const accept = async (): Promise<void> => {
      const key = box.value.trim();
      if (key === '' || box.busy) return;
      box.busy = true;
      box.enabled = false;
      box.validationMessage = undefined;
      try {
        const proof = await check(key, controller.signal);
        resolve({ key, proof });
        box.hide();
      } catch (error) {
        if (error instanceof CancelledError) return;
        failed(error);
        box.validationMessage =
          error instanceof StemstaveError
            ? error.message
            : vscode.l10n.t('Something went wrong inside Stemstave; the log says more.');
      } finally {
        box.busy = false;
        box.enabled = true;
      }
    };
    box.onDidAccept(() => void accept());
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidHide(() => {
      controller.abort();
      box.dispose();
      resolve(undefined);
    });
    box.show();
  });
}
