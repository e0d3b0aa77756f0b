import { readdirSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import type { Session } from './session.ts';

/** The engines by the words a person picks them with. */
export type EngineLabel = 'On this computer' | 'Apikley';

/** Runs *Transcribe Audio…* from the palette on one recording, up to where the work starts. */
export async function transcribe(
  session: Session,
  recording: string,
  engine: EngineLabel = 'On this computer',
): Promise<void> {
  await session.workbench.command('Stemstave: Transcribe Audio…');
  await session.workbench.chooseFile(recording);
  await session.workbench.pick(engine);
}

/** The entry of the status bar that shows how far the work has come. */
export function progressOf(session: Session): Locator {
  return session.workbench.page.locator('.statusbar-item').filter({ hasText: 'Transcribing ' });
}

/** Cancels the only transcription there is, from the palette. */
export async function cancelTranscription(session: Session): Promise<void> {
  await session.workbench.command('Stemstave: Cancel Transcription…');
}

/** Agrees to pay, where nothing has been agreed to yet. */
export async function agreeToPay(session: Session): Promise<void> {
  const { workbench } = session;
  await workbench.dialog.waitFor();
  await workbench.button(workbench.dialog, 'Pay').click();
}

/** The text of the error notification, once there is one. */
export async function errorSentence(session: Session): Promise<string> {
  const toast = session.workbench.page.locator('.notification-toast', {
    has: session.workbench.page.locator('.codicon-error'),
  });
  const message = toast.first().locator('.notification-list-item-message');
  await message.waitFor({ timeout: 60_000 });
  return (await message.textContent()) ?? '';
}

/** The names of everything in the person's folder, hidden files too. */
export function filesIn(session: Session): string[] {
  return readdirSync(session.workspace).sort();
}
