import * as vscode from 'vscode';

/** What a score can leave as. */
export type ExportFormat = 'musicxml' | 'pdf' | 'svg' | 'png' | 'abc';

export interface FormatWords {
  readonly label: string;
  readonly detail: string;
  /** File name extensions, the usual one first. */
  readonly extensions: readonly string[];
}

/** Every format in words, in the order it is offered. */
export function formatWords(): Readonly<Record<ExportFormat, FormatWords>> {
  return {
    pdf: {
      label: 'PDF',
      detail: vscode.l10n.t('Pages to print, with title and page numbers'),
      extensions: ['pdf'],
    },
    musicxml: {
      label: 'MusicXML',
      detail: vscode.l10n.t('For MuseScore, Dorico, Sibelius, Finale'),
      extensions: ['musicxml', 'xml'],
    },
    svg: {
      label: 'SVG',
      detail: vscode.l10n.t('Drawings that stay sharp, a file for each page'),
      extensions: ['svg'],
    },
    png: {
      label: 'PNG',
      detail: vscode.l10n.t('Pictures at 300 dots an inch, a file for each page'),
      extensions: ['png'],
    },
    abc: {
      label: 'ABC',
      detail: vscode.l10n.t('Text that people and tools can read, good for diffs'),
      extensions: ['abc'],
    },
  };
}

/** The formats, in the order they are offered. */
export const EXPORT_FORMATS: readonly ExportFormat[] = ['pdf', 'musicxml', 'svg', 'png', 'abc'];
