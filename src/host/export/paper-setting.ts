import * as vscode from 'vscode';
import type { PaperName } from '../../print/paper.ts';

/** Where ISO 216 is not the usual paper (Unicode CLDR, measurement data, paper size "US-Letter"). */
const LETTER_REGIONS = 'BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' ');

/** The paper that pages are laid out on; where none is set, the one of the user's region. */
export function readPaper(scope: vscode.Uri): PaperName {
  const chosen: unknown = vscode.workspace
    .getConfiguration('stemstave', scope)
    .get('export.paperSize');
  if (chosen === 'a4' || chosen === 'letter') return chosen;
  const { region } = new Intl.Locale(Intl.DateTimeFormat().resolvedOptions().locale);
  return region !== undefined && LETTER_REGIONS.includes(region) ? 'letter' : 'a4';
}
