import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { assertNever } from '../errors.ts';
import {
  barsAnswer,
  errorShown,
  scoreOpened,
  type HostMessage,
} from '../protocol/host-messages.ts';
import { viewerHtml } from '../protocol/html.ts';
import { parseViewerMessage, type ViewerMessage } from '../protocol/viewer-messages.ts';
import { ScoreDocument, type DocumentState } from './score-document.ts';
import type { ScoreService } from './score-service.ts';

/** As in the manifest. */
export const SCORE_VIEW_TYPE = 'stemstave.score';

/** Shows `.mid` files as notation. */
export class ScoreEditorProvider implements vscode.CustomReadonlyEditorProvider<ScoreDocument> {
  readonly #extensionUri: vscode.Uri;
  readonly #scores: ScoreService;
  readonly #log: vscode.LogOutputChannel;

  constructor(extensionUri: vscode.Uri, scores: ScoreService, log: vscode.LogOutputChannel) {
    this.#extensionUri = extensionUri;
    this.#scores = scores;
    this.#log = log;
  }

  openCustomDocument(uri: vscode.Uri): ScoreDocument {
    return new ScoreDocument(uri, this.#scores, this.#log);
  }

  resolveCustomEditor(document: ScoreDocument, panel: vscode.WebviewPanel): void {
    const view = new ScoreView(document, panel.webview, this.#log);
    panel.onDidDispose(() => {
      view.dispose();
    });
    const resources = ['dist', 'media'].map((name) =>
      vscode.Uri.joinPath(this.#extensionUri, name),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: resources };
    panel.webview.html = this.#page(panel.webview, basename(document.uri.path));
  }

  #page(webview: vscode.Webview, title: string): string {
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
      title,
    });
  }
}

/** The host's end of one webview: answers its intents from the document. */
class ScoreView implements vscode.Disposable {
  readonly #document: ScoreDocument;
  readonly #webview: vscode.Webview;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: readonly vscode.Disposable[];
  #isReady = false;
  #revision = 0;

  constructor(document: ScoreDocument, webview: vscode.Webview, log: vscode.LogOutputChannel) {
    this.#document = document;
    this.#webview = webview;
    this.#log = log;
    this.#subscriptions = [
      webview.onDidReceiveMessage((value: unknown) => {
        this.#receive(value);
      }),
      document.onDidChangeState((state) => {
        this.#show(state);
      }),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #receive(value: unknown): void {
    const parsed = parseViewerMessage(value);
    if (parsed.ok) this.#handle(parsed.message);
    else this.#log.warn(`A message from the view was refused: ${parsed.reason}`);
  }

  #handle(message: ViewerMessage): void {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        if (this.#document.state !== undefined) this.#show(this.#document.state);
        return;
      case 'request-bars': {
        const { state } = this.#document;
        // A request about an older state of the file needs no answer: the newer one is on its way.
        if (state?.kind !== 'score' || message.revision !== this.#revision) return;
        this.#post(barsAnswer(state.score, this.#revision, message));
        return;
      }
      case 'log':
        this.#log[message.level](`view: ${message.text}`);
        return;
      case 'rendered':
        this.#log.trace(`view drew bars ${message.first}+${message.count}`);
        return;
      default:
        assertNever(message);
    }
  }

  #show(state: DocumentState): void {
    if (!this.#isReady) return;
    this.#revision += 1;
    this.#post(
      state.kind === 'score'
        ? scoreOpened(state.score, this.#revision)
        : errorShown(state.sentence, vscode.l10n.t('The file itself was not changed.')),
    );
  }

  #post(message: HostMessage): void {
    void this.#webview.postMessage(message);
  }
}
