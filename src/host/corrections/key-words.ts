import * as vscode from 'vscode';
import { keyText } from '../../formats/abc/fields.ts';
import type { KeySignature } from '../../score/time.ts';

/** "B♭ major". */
export function keyWords(key: KeySignature): string {
  const tonic = keyText(key).replace(/m$/, '').replace('#', '♯').replace(/b$/, '♭');
  return key.mode === 'major'
    ? vscode.l10n.t('{0} major', tonic)
    : vscode.l10n.t('{0} minor', tonic);
}
