import * as vscode from 'vscode';
import { wordingOf, type ConsentQuestion } from '../engines/apikley/consent.ts';

/** Questions whose "yes" holds for the whole workspace, until the key is cleared. */
const REMEMBERED: readonly ConsentQuestion['kind'][] = ['upload', 'cover'];

/** Asks before anything leaves this computer or costs more; a remembered "yes" is not asked again. */
export async function askConsent(
  question: ConsentQuestion,
  memory: vscode.Memento,
): Promise<boolean> {
  const isRemembered = REMEMBERED.includes(question.kind);
  if (isRemembered && memory.get(memoryName(question.kind)) === true) return true;
  const wording = wordingOf(question);
  const chosen = await vscode.window.showWarningMessage(
    wording.question,
    { modal: true, detail: wording.detail },
    wording.accept,
  );
  if (chosen !== wording.accept) return false;
  if (isRemembered) await memory.update(memoryName(question.kind), true);
  return true;
}

/** Takes back every remembered "yes" of this workspace. */
export async function forgetConsent(memory: vscode.Memento): Promise<void> {
  for (const kind of REMEMBERED) await memory.update(memoryName(kind), undefined);
}

function memoryName(kind: ConsentQuestion['kind']): string {
  return `stemstave.consent.${kind}`;
}
