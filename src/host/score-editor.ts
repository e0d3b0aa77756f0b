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
import { notesAnswer, playbackOpened } from '../protocol/performance-messages.ts';
import { Refusals } from '../protocol/refusals.ts';
import { viewerHtml } from '../protocol/html.ts';
import {
  parseViewerMessage,
  type PerformanceRequest,
  type ScoreRequest,
  type ViewerMessage,
} from '../protocol/viewer-messages.ts';
import type { Arrangements, ShownArrangement } from './arrangements.ts';
import { copyExcerpt } from './copy-excerpt.ts';
import { reportError } from './report-error.ts';
import { tablatureAnswer, type TablatureAnswer } from '../protocol/tablature.ts';
import type { Score } from '../score/model.ts';
import { excerptOf } from '../score/excerpt.ts';
import { PagePainter } from './page-painter.ts';
import type { PagePainters } from './page-painters.ts';
import { arrangeScore } from '../score/arrange.ts';
import { RecordingLink } from './recording-link.ts';
import { ScoreDocument, type DocumentState } from './score-document.ts';
import type { ScoreService } from './score-service.ts';

/** As in the manifest. */
export const SCORE_VIEW_TYPE = 'stemstave.score';

/** Shows `.mid` files as notation. */
export class ScoreEditorProvider implements vscode.CustomReadonlyEditorProvider<ScoreDocument> {
  readonly #extensionUri: vscode.Uri;
  readonly #scores: ScoreService;
  readonly #painters: PagePainters;
  readonly #arrangements: Arrangements;
  readonly #log: vscode.LogOutputChannel;

  constructor(
    extensionUri: vscode.Uri,
    scores: ScoreService,
    painters: PagePainters,
    arrangements: Arrangements,
    log: vscode.LogOutputChannel,
  ) {
    this.#extensionUri = extensionUri;
    this.#scores = scores;
    this.#painters = painters;
    this.#arrangements = arrangements;
    this.#log = log;
  }

  openCustomDocument(uri: vscode.Uri): ScoreDocument {
    return new ScoreDocument(uri, this.#scores, this.#log);
  }

  resolveCustomEditor(document: ScoreDocument, panel: vscode.WebviewPanel): void {
    const view = new ScoreView(
      document,
      panel,
      this.#scores,
      this.#painters,
      this.#arrangements,
      this.#log,
    );
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
      soundUris: {
        engine: uri('dist', 'sound-engine.js'),
        bank: uri('dist', 'sounds', 'general-midi.sf2'),
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
  readonly #scores: ScoreService;
  readonly #painters: PagePainters;
  readonly #arrangements: Arrangements;
  readonly #painter: PagePainter;
  readonly #recording: RecordingLink;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refusals = new Refusals();
  readonly #shownAs: ShownArrangement;
  #isReady = false;
  #revision = 0;
  /** The score as this view shows it. */
  #shown: Score | undefined;

  constructor(
    document: ScoreDocument,
    { webview }: vscode.WebviewPanel,
    scores: ScoreService,
    painters: PagePainters,
    arrangements: Arrangements,
    log: vscode.LogOutputChannel,
  ) {
    this.#document = document;
    this.#webview = webview;
    this.#log = log;
    this.#scores = scores;
    this.#painters = painters;
    this.#arrangements = arrangements;
    this.#shownAs = arrangements.open(document.uri);
    this.#painter = new PagePainter((message) => {
      this.#post(message);
    });
    this.#recording = new RecordingLink(document.uri, log);
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
    this.#recording.dispose();
    this.#painters.remove(this.#document.uri, this.#painter);
    this.#arrangements.close(this.#document.uri, this.#shownAs);
    this.#painter.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The person looks at this view. */
  lookAt(): void {
    this.#arrangements.lookAt(this.#document.uri, this.#shownAs);
  }

  #receive(value: unknown): void {
    const parsed = parseViewerMessage(value);
    if (parsed.ok) this.#handle(parsed.message);
    else {
      const words = this.#refusals.note(parsed.reason);
      if (words !== undefined) this.#log.warn(`A message from the view was refused: ${words}`);
    }
  }

  #handle(message: ViewerMessage): void {
    switch (message.type) {
      case 'ready':
        this.#isReady = true;
        this.#painters.add(this.#document.uri, this.#painter);
        if (this.#document.state !== undefined) this.#show(this.#document.state);
        return;
      case 'arrange':
        this.#shownAs.arrangement = message;
        if (this.#document.state !== undefined) this.#show(this.#document.state);
        return;
      case 'log':
        this.#log[message.level](`view: ${message.text}`);
        return;
      case 'rendered':
        this.#log.trace(`view drew bars ${message.first}+${message.count}`);
        return;
      case 'copy-selection':
        void this.#copy(message);
        return;
      case 'page-rasterised':
        this.#painter.receive(message);
        return;
      case 'request-bars':
      case 'request-tablature':
        void this.#answerOfScore(message);
        return;
      case 'request-playback':
      case 'request-notes':
      case 'request-recording':
      case 'request-recording-bytes':
        void this.#answerOfPerformance(message);
        return;
      default:
        assertNever(message);
    }
  }

  async #copy({
    revision,
    partIds,
    ...range
  }: Extract<ViewerMessage, { type: 'copy-selection' }>): Promise<void> {
    const score = this.#shown;
    if (score === undefined || revision !== this.#revision) return;
    try {
      await copyExcerpt(this.#scores, excerptOf(score, { ...range, partIds }));
    } catch (error) {
      void reportError(error, this.#log);
    }
  }

  async #answerOfScore(request: ScoreRequest): Promise<void> {
    const { state } = this.#document;
    const { revision } = request;
    // A request about an older state of the file needs no answer: the newer one is on its way.
    const score = this.#shown;
    if (state?.kind !== 'score' || score === undefined || revision !== this.#revision) return;
    switch (request.type) {
      case 'request-bars':
        this.#post(barsAnswer(score, revision, request));
        return;
      case 'request-tablature':
        this.#post(await this.#tablature(state.score, request));
        return;
      default:
        assertNever(request);
    }
  }

  async #answerOfPerformance(request: PerformanceRequest): Promise<void> {
    const { state } = this.#document;
    const { performanceId } = request;
    if (state?.kind !== 'score' || performanceId !== state.performanceId) return;
    switch (request.type) {
      case 'request-playback':
        this.#post(playbackOpened(state.score, state.performance, performanceId));
        return;
      case 'request-notes':
        this.#post(notesAnswer(state.performance, performanceId, request));
        return;
      case 'request-recording':
        this.#post(await this.#recording.offer(performanceId, state.provenance));
        return;
      case 'request-recording-bytes':
        this.#post(await this.#recording.piece(performanceId, request));
        return;
      default:
        assertNever(request);
    }
  }

  async #tablature(
    { parts, bars }: Score,
    { revision, partId }: Extract<ViewerMessage, { type: 'request-tablature' }>,
  ): Promise<TablatureAnswer> {
    const part = parts.find(({ id }) => id === partId);
    const fingering =
      part &&
      (await this.#scores.run({ kind: 'fingering', part, bars }, new AbortController().signal));
    return tablatureAnswer(revision, partId, fingering);
  }

  #show(state: DocumentState): void {
    if (!this.#isReady) return;
    this.#revision += 1;
    if (state.kind === 'score') {
      const { score, performanceId } = state;
      this.#shown = arrangeScore(score, this.#shownAs.arrangement);
      this.#post(scoreOpened(this.#shown, score, { revision: this.#revision, performanceId }));
      return;
    }
    this.#shown = undefined;
    this.#post(errorShown(state.sentence, vscode.l10n.t('The file itself was not changed.')));
  }

  #post(message: HostMessage): void {
    void this.#webview.postMessage(message);
  }
}
