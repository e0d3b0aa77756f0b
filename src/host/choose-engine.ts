import * as vscode from 'vscode';
import { CancelledError } from '../errors.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import { readSettings, saveEngineChoice, type EngineChoice } from './settings.ts';

type Engine = Exclude<EngineChoice, 'ask'>;

interface EngineItem<Choice> extends vscode.QuickPickItem {
  readonly engine: Choice;
}

/**
 * The engine for one transcription: the setting, or the user's pick.
 * @throws {CancelledError} if the user picks none
 */
export async function engineFor(
  recording: vscode.Uri | undefined,
  keys: ApiKeyStore,
): Promise<Engine> {
  const { engine } = readSettings(recording);
  if (engine !== 'ask') return engine;
  const hasKey = (await keys.read()) !== undefined;
  // What the user has paid for comes first; without a key, what works at once does.
  const items = hasKey ? engineItems(hasKey).reverse() : engineItems(hasKey);
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Transcribe Audio'),
    placeHolder: vscode.l10n.t('Where should the recording be written down?'),
  });
  if (picked === undefined) throw new CancelledError();
  return picked.engine;
}

/** *Choose Engine…*: sets the engine for all transcriptions to come. */
export async function chooseEngine(keys: ApiKeyStore): Promise<void> {
  const current = readSettings().engine;
  const ask: EngineItem<EngineChoice> = {
    engine: 'ask',
    label: vscode.l10n.t('Ask each time'),
  };
  const items: EngineItem<EngineChoice>[] = [
    ...engineItems((await keys.read()) !== undefined),
    ask,
  ].map((item) =>
    item.engine === current ? { ...item, description: vscode.l10n.t('current') } : item,
  );
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Choose Engine'),
    placeHolder: vscode.l10n.t('Which engine should write down your recordings?'),
  });
  if (picked !== undefined) await saveEngineChoice(picked.engine);
}

function engineItems(hasKey: boolean): EngineItem<Engine>[] {
  return [
    {
      engine: 'on-device',
      label: vscode.l10n.t('On this computer'),
      detail: vscode.l10n.t(
        'Private, free, works offline. Finds notes, drums, bass, chords and lead; does not recognise instruments or lyrics.',
      ),
    },
    {
      engine: 'apikley',
      label: vscode.l10n.t('Apikley'),
      detail: hasKey
        ? vscode.l10n.t(
            'Sends the recording to the service, which separates the instruments. Charged to your account.',
          )
        : vscode.l10n.t(
            'Sends the recording to the service, which separates the instruments. Needs an API key.',
          ),
    },
  ];
}
