import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { viewerHtml } from '../protocol/html.ts';
import { ScoreDocument } from './score-document.ts';
import { ScoreView, type ViewServices } from './score-view.ts';

/** Shows `.mid` files as notation; what is changed in them is saved, taken back and kept as in any editor. */
export class ScoreEditorProvider implements vscode.CustomEditorProvider<ScoreDocument> {
  readonly #edited = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<ScoreDocument>>();
  readonly onDidChangeCustomDocument = this.#edited.event;
  readonly #extensionUri: vscode.Uri;
  readonly #services: ViewServices;

  constructor(extensionUri: vscode.Uri, services: ViewServices) {
    this.#extensionUri = extensionUri;
    this.#services = services;
  }

  openCustomDocument(
    uri: vscode.Uri,
    { backupId }: vscode.CustomDocumentOpenContext,
  ): ScoreDocument {
    const backup = backupId === undefined ? undefined : vscode.Uri.parse(backupId);
    const { openScores } = this.#services;
    const document = new ScoreDocument(uri, backup, this.#services, () => {
      openScores.remove(document);
    });
    document.onDidEdit((edit) => {
      this.#edited.fire({ document, ...edit });
    });
    openScores.add(document);
    return document;
  }

  saveCustomDocument(document: ScoreDocument): Promise<void> {
    return document.save();
  }

  saveCustomDocumentAs(document: ScoreDocument, destination: vscode.Uri): Promise<void> {
    return document.saveTo(destination);
  }

  revertCustomDocument(document: ScoreDocument): Promise<void> {
    return document.revert();
  }

  async backupCustomDocument(
    document: ScoreDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    await document.saveTo(destination);
    return {
      id: destination.toString(),
      delete: () => void vscode.workspace.fs.delete(destination).then(undefined, () => undefined),
    };
  }

  resolveCustomEditor(document: ScoreDocument, panel: vscode.WebviewPanel): void {
    const view = new ScoreView(document, panel, this.#services);
    panel.onDidDispose(() => {
      view.dispose();
    });
    panel.onDidChangeViewState(() => {
      if (panel.active) view.lookAt();
    });
    const resources = ['dist', 'media'].map((name) =>
      vscode.Uri.joinPath(this.#extensionUri, name),
    );
    panel.webview.options = {
      enableScripts: true,
      localResourceRoots: resources,
    };
    panel.webview.html = this.#page(panel.webview, document.uri);
  }

  #page(webview: vscode.Webview, score: vscode.Uri): string {
    const uri = (...path: string[]): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.#extensionUri, ...path)).toString();
    return viewerHtml({
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('hex'),
      scriptUri: uri('dist', 'viewer.js'),
      styleUri: uri('media', 'viewer.css'),
      fontUris: {
        bravura: uri('dist', 'fonts', 'bravura.woff2'),
        academico: uri('dist', 'fonts', 'academico.woff2'),
        academicoBold: uri('dist', 'fonts', 'academico-bold.woff2'),
      },
      soundUris: {
        engine: uri('dist', 'sound-engine.js'),
        bank: uri('dist', 'sounds', 'general-midi.sf2'),
      },
      title: basename(score.path),
      keptView: this.#services.keptViews.of(score),
    });
  }
}
