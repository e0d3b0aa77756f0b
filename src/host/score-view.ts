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
import {
  parseViewerMessage,
  type PerformanceRequest,
  type ScoreRequest,
  type ViewerMessage,
} from '../protocol/viewer-messages.ts';
import { arrangeScore } from '../score/arrange.ts';
import { excerptOf } from '../score/excerpt.ts';
import type { Score } from '../score/model.ts';
import { copyExcerpt } from './copy-excerpt.ts';
import { HearingLink } from './hearing/hearing-link.ts';
import type { Hearings } from './hearing/hearings.ts';
import type { KeptViews } from './kept-views.ts';
import { logError } from './log-error.ts';
import type { OpenScores, ShownArrangement } from './open-scores.ts';
import { PagePainter } from './page-painter.ts';
import type { PagePainters } from './page-painters.ts';
import { RecordingLink } from './recording-link.ts';
import { reportError } from './report-error.ts';
import type { DocumentState, ScoreDocument } from './score-document.ts';
import type { ScoreService } from './score-service.ts';

/** So long after the last stem came, the view is told. */
const STEMS_QUIET_MS = 500;

/** The parts of the product that every view works with. */
export interface ViewServices {
  readonly scores: ScoreService;
  readonly painters: PagePainters;
  readonly openScores: OpenScores;
  readonly hearings: Hearings;
  readonly keptViews: KeptViews;
  readonly log: vscode.LogOutputChannel;
}

/** The host's end of one webview: answers its intents from the document. */
export class ScoreView implements vscode.Disposable {
  readonly #document: ScoreDocument;
  readonly #webview: vscode.Webview;
  readonly #log: vscode.LogOutputChannel;
  readonly #scores: ScoreService;
  readonly #painters: PagePainters;
  readonly #openScores: OpenScores;
  readonly #keptViews: KeptViews;
  readonly #painter: PagePainter;
  readonly #recording: RecordingLink;
  readonly #hearing: HearingLink;
  readonly #subscriptions: readonly vscode.Disposable[];
  readonly #refusals = new Refusals();
  readonly #shownAs: ShownArrangement;
  #isReady = false;
  #revision = 0;
  #stemsTimer: NodeJS.Timeout | undefined;
  /** The score as this view shows it. */
  #shown: Score | undefined;

  constructor(
    document: ScoreDocument,
    { webview }: vscode.WebviewPanel,
    { scores, painters, openScores, hearings, keptViews, log }: ViewServices,
  ) {
    this.#document = document;
    this.#webview = webview;
    this.#log = log;
    this.#scores = scores;
    this.#painters = painters;
    this.#openScores = openScores;
    this.#keptViews = keptViews;
    this.#shownAs = openScores.openView(document.uri);
    this.#painter = new PagePainter((message) => {
      this.#post(message);
    });
    this.#recording = new RecordingLink(document.uri, log);
    this.#hearing = new HearingLink(
      hearings,
      document.uri,
      (message) => {
        this.#post(message);
      },
      () => void this.#showWritten(),
    );
    this.#subscriptions = [
      webview.onDidReceiveMessage((value: unknown) => {
        this.#receive(value);
      }),
      document.onDidChangeState((state) => {
        this.#show(state);
      }),
      document.onDidChangeStems(() => {
        // They come one by one.
        clearTimeout(this.#stemsTimer);
        this.#stemsTimer = setTimeout(() => void this.#offerAgain(), STEMS_QUIET_MS);
      }),
    ];
  }

  dispose(): void {
    this.#revision += 1;
    clearTimeout(this.#stemsTimer);
    this.#recording.dispose();
    this.#hearing.dispose();
    this.#painters.remove(this.#document.uri, this.#painter);
    this.#openScores.closeView(this.#document.uri, this.#shownAs);
    this.#painter.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** The person looks at this view. */
  lookAt(): void {
    this.#openScores.lookAt(this.#document.uri, this.#shownAs);
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
        this.#hearing.begin();
        if (this.#document.state !== undefined) this.#show(this.#document.state);
        return;
      case 'keep-view':
        this.#keptViews
          .keep(this.#document.uri, message.state)
          .then(undefined, (error: unknown) => {
            logError(error, this.#log);
          });
        return;
      case 'cancel-hearing':
        this.#hearing.cancel();
        return;
      case 'arrange':
        this.#shownAs.arrangement = message;
        if (this.#document.state !== undefined) this.#show(this.#document.state);
        return;
      case 'rename-part':
        void this.#rename(message);
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
        this.#answerOfScore(message);
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

  async #rename({
    performanceId,
    partId,
    name,
  }: Extract<ViewerMessage, { type: 'rename-part' }>): Promise<void> {
    const { state } = this.#document;
    if (state?.kind !== 'score' || state.performanceId !== performanceId) return;
    try {
      await this.#document.rename(partId, name);
    } catch (error) {
      // The view shows the name it was given: it must show the one the part has.
      if (this.#document.state !== undefined) this.#show(this.#document.state);
      void reportError(error, this.#log);
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

  #answerOfScore(request: ScoreRequest): void {
    const { revision } = request;
    // A request about an older state of the file needs no answer: the newer one is on its way.
    const score = this.#shown;
    if (score === undefined || revision !== this.#revision) return;
    this.#post(barsAnswer(score, revision, request));
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

  /** What there is to be heard is another: the view is told without having asked. */
  async #offerAgain(): Promise<void> {
    const { state } = this.#document;
    if (!this.#isReady || state?.kind !== 'score') return;
    this.#post(await this.#recording.offer(state.performanceId, state.provenance));
  }

  /** A transcription has ended: shows what it left, or what was there before. */
  async #showWritten(): Promise<void> {
    const before = this.#revision;
    await this.#document.catchUp();
    const { state } = this.#document;
    if (state !== undefined && this.#revision === before) this.#show(state);
  }

  #show(state: DocumentState): void {
    if (!this.#isReady || this.#hearing.isOn) return;
    const revision = ++this.#revision;
    if (state.kind === 'score') {
      void this.#showScore(state, revision);
      return;
    }
    this.#shown = undefined;
    this.#post(errorShown(state.sentence, vscode.l10n.t('The file itself was not changed.')));
  }

  async #showScore(
    { score, performanceId }: Extract<DocumentState, { kind: 'score' }>,
    revision: number,
  ): Promise<void> {
    const { arrangement } = this.#shownAs;
    let shown: Score;
    try {
      shown = await this.#openScores.arrange(score, arrangement);
    } catch (error) {
      void reportError(error, this.#log);
      shown = arrangeScore(score, arrangement);
    }
    // By now there may be something newer to show, or nobody to show it to.
    if (revision !== this.#revision || this.#hearing.isOn) return;
    this.#shown = shown;
    this.#post(scoreOpened(shown, score, { revision, performanceId }));
  }

  #post(message: HostMessage): void {
    void this.#webview.postMessage(message);
  }
}
