import { basename } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, StemstaveError } from '../errors.ts';
import { isSent } from '../jobs/job.ts';
import { openScore } from './open-score.ts';
import type { HostServices } from './services.ts';

/** A recording that the service has made a score of. */
interface Paid {
  readonly recording: vscode.Uri;
  readonly score: vscode.Uri;
  /** Its notes are kept here, too: to have them written down again costs nothing. */
  readonly isKept: boolean;
}

/**
 * Offers the scores that were paid for before anything is paid for again.
 * @returns the recordings that are to be transcribed all the same; none if the score was opened instead
 * @throws {CancelledError}
 */
export async function withoutPaidScores(
  services: HostServices,
  recordings: readonly vscode.Uri[],
): Promise<readonly vscode.Uri[]> {
  // There, nothing is going to be sent.
  if (!vscode.workspace.isTrusted) return recordings;
  const paid: Paid[] = [];
  for (const recording of recordings) {
    const found = await paidScoreOf(services, recording);
    if (found !== undefined) paid.push(found);
  }
  const [only] = paid;
  if (only === undefined) return recordings;
  if (recordings.length === 1) return (await askAboutOne(only)) ? recordings : [];
  const others = recordings.filter((each) => paid.every(({ recording }) => recording !== each));
  return (await askAboutSome(paid, others.length)) ? recordings : others;
}

async function paidScoreOf(
  { library }: HostServices,
  recording: vscode.Uri,
): Promise<Paid | undefined> {
  const { paidScoreIn } = await import('./service.ts');
  // What cannot be read has a sentence of its own later on.
  const known = await library.lookUp(recording.fsPath).catch(undefinedIfUnreadable);
  if (known === undefined) return undefined;
  const { fingerprint, store, earlier } = known;
  // What is under way is gone on with.
  if (earlier !== undefined && earlier.state !== 'done' && isSent(earlier)) return undefined;
  const beside = vscode.Uri.joinPath(recording, '..');
  const project = vscode.workspace.getWorkspaceFolder(recording)?.uri ?? beside;
  const path = await paidScoreIn([beside.fsPath, project.fsPath], fingerprint.sha256);
  if (path === undefined) return undefined;
  const isKept = earlier?.state === 'done' && (await store.results.load(earlier.id)) !== undefined;
  return { recording, score: vscode.Uri.file(path), isKept };
}

function undefinedIfUnreadable(error: unknown): undefined {
  if (error instanceof StemstaveError && error.code === 'file-unreadable') return undefined;
  throw error;
}

/** @returns whether to transcribe it again */
async function askAboutOne({ recording, score, isKept }: Paid): Promise<boolean> {
  const open = vscode.l10n.t('Open the Existing Score');
  const again = vscode.l10n.t('Transcribe Again');
  const cost = isKept
    ? vscode.l10n.t('Its notes are kept here, too: to transcribe it again costs nothing.')
    : vscode.l10n.t('To transcribe it again is paid for again.');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” has been transcribed by Apikley already.', basename(recording.path)),
    {
      modal: true,
      detail: `${vscode.l10n.t('{0} is its score.', vscode.workspace.asRelativePath(score))} ${cost}`,
    },
    open,
    again,
  );
  if (chosen === again) return true;
  if (chosen !== open) throw new CancelledError();
  await openScore(score);
  return false;
}

/** @returns whether to transcribe them all */
async function askAboutSome(paid: readonly Paid[], others: number): Promise<boolean> {
  const onlyOthers = vscode.l10n.t('Only the Others');
  const all = vscode.l10n.t('Transcribe All Again');
  const names = paid.map(({ score }) => vscode.workspace.asRelativePath(score));
  const isFree = paid.every(({ isKept }) => isKept);
  const cost = isFree
    ? vscode.l10n.t('Their notes are kept here, too: to transcribe them again costs nothing.')
    : vscode.l10n.t('To transcribe them again is paid for again.');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} of {1} recordings have been transcribed by Apikley already.',
      paid.length,
      paid.length + others,
    ),
    { modal: true, detail: `${names.join(', ')}. ${cost}` },
    ...(others > 0 ? [onlyOthers, all] : [all]),
  );
  if (chosen === undefined) throw new CancelledError();
  return chosen === all;
}
