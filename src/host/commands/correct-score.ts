import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Correction } from '../../score/corrections.ts';
import { chooseCorrection } from '../corrections/choose-correction.ts';
import { logError } from '../log-error.ts';
import { readMidiFile } from '../midi-file.ts';
import { openScore } from '../open-score.ts';
import { activeScore } from '../read-score.ts';
import type { DocumentState } from '../score-document.ts';
import { freeTarget, saveScore } from '../save-score.ts';
import type { HostServices } from '../services.ts';
import { withProgress } from '../with-progress.ts';

/** *Correct Score…*: what the machine got wrong is put right in the open score; undo takes it back. */
export async function correctScore(services: HostServices): Promise<void> {
  const source = activeScore();
  const document = source && services.openScores.document(source);
  const state = document?.state;
  if (source === undefined || document === undefined || state?.kind !== 'score') return;
  const asking = new AbortController();
  // The list of metres is of use without them.
  const doubts = () =>
    document.decisions(asking.signal).catch((error: unknown) => {
      if (!asking.signal.aborted) logError(error, services.log);
      return undefined;
    });
  const correction = await chooseCorrection(state, doubts).finally(() => {
    asking.abort();
  });
  if (correction === undefined) return;
  switch (await chooseFile(source, state)) {
    case 'this':
      await withProgress(
        vscode.l10n.t('Correcting the score'),
        vscode.ProgressLocation.Window,
        () => document.correct(correction),
      );
      return;
    case 'copy':
      await correctCopy(services, source, correction);
      return;
    case undefined:
  }
}

/** Files of other programs hold more than ours would after it. */
async function chooseFile(
  source: vscode.Uri,
  { provenance, corrections }: Extract<DocumentState, { kind: 'score' }>,
): Promise<'this' | 'copy' | undefined> {
  if (provenance !== undefined || corrections.length > 0) return 'this';
  const copy = vscode.l10n.t('Correct a Copy');
  const thisFile = vscode.l10n.t('Correct This File');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('{0} was written by another program.', basename(source.path)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'With a correction it is written anew: notes, names, sounds, tempo, metre and key stay; what else is in it, such as controllers and lyrics, is lost.',
      ),
    },
    copy,
    thisFile,
  );
  return chosen === copy ? 'copy' : chosen === thisFile ? 'this' : undefined;
}

async function correctCopy(
  { scores, log }: HostServices,
  source: vscode.Uri,
  correction: Correction,
): Promise<void> {
  const { bytes } = await withProgress(
    vscode.l10n.t('Correcting the score'),
    vscode.ProgressLocation.Window,
    async (_, signal) =>
      scores.run(
        {
          kind: 'edit',
          bytes: await readMidiFile(source),
          names: new Map(),
          corrections: [correction],
        },
        signal,
      ),
  );
  const name = basename(source.path, extname(source.path));
  const folder = vscode.Uri.joinPath(source, '..');
  const target = await freeTarget(folder, vscode.l10n.t('{0} corrected', name));
  const written = await saveScore(target, bytes, log);
  await openScore(written);
}
