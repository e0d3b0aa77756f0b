import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import type { Part, Score } from '../../score/model.ts';
import { EXPORT_FORMATS, formatWords, type ExportFormat } from './formats.ts';

/** @returns `undefined` if the user backs out */
export async function chooseFormat(): Promise<ExportFormat | undefined> {
  const words = formatWords();
  const items = EXPORT_FORMATS.map((format) => ({ ...words[format], format }));
  const chosen = await vscode.window.showQuickPick(
    items.map(({ format, label, detail }) => ({ format, label, detail })),
    { title: vscode.l10n.t('Export As'), matchOnDetail: true },
  );
  return chosen?.format;
}

/** The full score, or one part of it; nothing is asked where there is but one. */
export async function choosePart(
  score: Score,
): Promise<{ readonly part: Part | undefined } | undefined> {
  if (score.parts.length < 2) return { part: undefined };
  interface Item extends vscode.QuickPickItem {
    readonly part: Part | undefined;
  }
  const items: Item[] = [
    {
      label: vscode.l10n.t('Full score'),
      iconPath: new vscode.ThemeIcon('list-flat'),
      part: undefined,
    },
    { label: vscode.l10n.t('Parts'), kind: vscode.QuickPickItemKind.Separator, part: undefined },
    ...score.parts.map((part) => ({ label: part.name, part })),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Export What') });
  return chosen === undefined ? undefined : { part: chosen.part };
}

/** Where to; VS Code asks before a file there is replaced. */
export async function chooseTarget(
  source: vscode.Uri,
  format: ExportFormat,
  part: Part | undefined,
): Promise<vscode.Uri | undefined> {
  const { label, extensions } = formatWords()[format];
  const base = basename(source.path, extname(source.path));
  const name = part === undefined ? base : `${base}-${fileNameOf(part.name)}`;
  return vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(source, '..', `${name}.${extensions[0] ?? format}`),
    filters: { [label]: [...extensions] },
    title: vscode.l10n.t('Export {0}', label),
  });
}

/** A part's name as it can stand in a file's name on every system. */
function fileNameOf(name: string): string {
  return name
    .replaceAll(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
}
