import { basename } from 'node:path';
import * as vscode from 'vscode';
import { chooseFormat, choosePart, chooseTarget } from '../export/choose-export.ts';
import { formatWords, type ExportFormat } from '../export/formats.ts';
import { makeFiles } from '../export/make-files.ts';
import { readPaper } from '../export/paper-setting.ts';
import { writeFiles } from '../export/write-files.ts';
import { activeScore, readScore } from '../read-score.ts';
import { withProgress } from '../with-progress.ts';
import type { HostServices } from '../services.ts';

/**
 * *Export…* and *Export MusicXML…* of the score in the active editor, or of the `.mid` clicked in the
 * Explorer.
 * @param wanted `undefined` to ask
 */
export async function exportScore(
  services: HostServices,
  clicked: vscode.Uri | undefined,
  wanted?: ExportFormat,
): Promise<void> {
  const source = clicked ?? activeScore();
  if (source === undefined) return;
  const format = wanted ?? (await chooseFormat());
  if (format === undefined) return;
  const { scores } = services;
  const score = await readScore(services, source);
  const chosen = await choosePart(score);
  if (chosen === undefined) return;
  const target = await chooseTarget(source, format, chosen.part);
  if (target === undefined) return;
  const files = await withProgress(
    vscode.l10n.t('Exporting {0}', formatWords()[format].label),
    vscode.ProgressLocation.Notification,
    (progress, signal) =>
      makeFiles(
        {
          score,
          part: chosen.part,
          format,
          paper: readPaper(source),
          print: services.print,
          write: (kind, part, ended) => scores.run({ kind, score: part }, ended),
          painter: () => services.painters.of(source),
        },
        progress,
        signal,
      ),
  );
  await sayDone(await writeFiles(target, files));
}

async function sayDone(uris: readonly vscode.Uri[]): Promise<void> {
  const [first] = uris;
  if (first === undefined) return;
  const name = basename(first.path);
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(
    uris.length === 1
      ? vscode.l10n.t('Exported {0}.', name)
      : vscode.l10n.t('Exported {0} pages, {1} and on.', uris.length, name),
    open,
  );
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', first);
}
