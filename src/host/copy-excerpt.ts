import * as vscode from 'vscode';
import type { Score } from '../score/model.ts';
import type { ScoreService } from './score-service.ts';

/** Puts an excerpt of a score into the clipboard, as the kind of text that the user picks. */
export async function copyExcerpt(scores: ScoreService, excerpt: Score): Promise<void> {
  const format = await vscode.window.showQuickPick(
    [
      { label: 'MusicXML', kind: 'musicxml' as const },
      { label: 'ABC', kind: 'abc' as const },
    ].map(({ label, kind }) => ({ label, format: kind })),
    { title: vscode.l10n.t('Copy As') },
  );
  if (format === undefined) return;
  const text = await scores.run(
    { kind: format.format, score: excerpt },
    new AbortController().signal,
  );
  await vscode.env.clipboard.writeText(text);
  const count = excerpt.bars.length;
  vscode.window.setStatusBarMessage(
    count === 1
      ? vscode.l10n.t('One bar copied as {0}.', format.label)
      : vscode.l10n.t('{0} bars copied as {1}.', count, format.label),
    5000,
  );
}
