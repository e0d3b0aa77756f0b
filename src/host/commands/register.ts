import * as vscode from 'vscode';
import { chooseEngine } from '../choose-engine.ts';
import { openScore } from '../open-score.ts';
import { reportError } from '../report-error.ts';
import type { HostServices } from '../services.ts';
import { clearApiKey, setApiKey, setCallbackKey } from './api-key.ts';
import { copyBars } from './copy-bars.ts';
import { correctScore } from './correct-score.ts';
import { exportScore } from './export-score.ts';
import { separateStems } from './separate-stems.ts';
import { generateMidiFromSeparation, transcribeSunoTrack } from './service-tasks.ts';
import { transcribeAudio } from './transcribe-audio.ts';

/** What VS Code hands to a command from a context menu: the clicked resource, and all selected ones. */
type Handler = (clicked?: vscode.Uri, selected?: readonly vscode.Uri[]) => Promise<void>;

/** Registers every command; whatever one throws is shown as a sentence. */
export function registerCommands(services: HostServices): vscode.Disposable[] {
  const handlers: Readonly<Record<string, Handler>> = {
    transcribeAudio: (clicked, selected) => transcribeAudio(services, clicked, selected),
    setApiKey: () => setApiKey(services),
    clearApiKey: () => clearApiKey(services),
    setCallbackKey: () => setCallbackKey(services),
    generateMidiFromSeparation: () => generateMidiFromSeparation(services),
    transcribeSunoTrack: () => transcribeSunoTrack(services),
    chooseEngine: () => chooseEngine(services.keys),
    openScore: openClicked,
    correctScore: () => correctScore(services),
    copyBars: () => copyBars(services),
    export: (clicked) => exportScore(services, clicked),
    separateStems: (clicked) => separateStems(services, clicked),
    exportMusicXml: (clicked) => exportScore(services, clicked, 'musicxml'),
  };
  return Object.entries(handlers).map(([name, handler]) =>
    vscode.commands.registerCommand(
      `stemstave.${name}`,
      async (clicked?: unknown, selected?: unknown) => {
        try {
          await handler(uriOf(clicked), urisOf(selected));
        } catch (error) {
          void reportError(error, services.log);
        }
      },
    ),
  );
}

async function openClicked(clicked: vscode.Uri | undefined): Promise<void> {
  if (clicked !== undefined) await openScore(clicked);
}

/** Commands can be called by anyone with anything; only real URIs go further. */
function uriOf(argument: unknown): vscode.Uri | undefined {
  return argument instanceof vscode.Uri ? argument : undefined;
}

function urisOf(argument: unknown): readonly vscode.Uri[] | undefined {
  return Array.isArray(argument)
    ? argument.filter((item): item is vscode.Uri => item instanceof vscode.Uri)
    : undefined;
}
