import * as vscode from 'vscode';
import { excerptOf } from '../../score/excerpt.ts';
import { readBarRange, type BarRange } from '../../score/bar-range.ts';
import type { Score } from '../../score/model.ts';
import { copyExcerpt } from '../copy-excerpt.ts';
import { choosePart } from '../export/choose-export.ts';
import { activeScore, readScore } from '../read-score.ts';
import type { HostServices } from '../services.ts';

/** *Copy Bars as MusicXML or ABC…*: some bars of the open score, as text in the clipboard. */
export async function copyBars(services: HostServices): Promise<void> {
  const source = activeScore();
  if (source === undefined) return;
  const score = await readScore(services, source);
  const chosen = await choosePart(score);
  if (chosen === undefined) return;
  const range = await chooseBars(score);
  if (range === undefined) return;
  const excerpt = excerptOf(score, {
    ...range,
    partIds: chosen.part === undefined ? undefined : [chosen.part.id],
  });
  await copyExcerpt(services.scores, excerpt);
}

async function chooseBars({ bars }: Score): Promise<BarRange | undefined> {
  const [first, last] = [bars[0]?.number ?? 1, bars.at(-1)?.number ?? 1];
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Copy Which Bars'),
    prompt: vscode.l10n.t('A bar, or the first and the last, as numbered in the score.'),
    value: first === last ? String(first) : `${first}-${last}`,
    validateInput: (value) =>
      readBarRange(value, bars) === undefined
        ? vscode.l10n.t('Write bars from {0} to {1}, such as {2}.', first, last, `${first}-${last}`)
        : undefined,
  });
  return text === undefined ? undefined : readBarRange(text, bars);
}
