import type { BarsAnswer, ScoreOpened } from '../protocol/host-messages.ts';
import { BarStore } from './bar-store.ts';
import type { Bridge } from './bridge.ts';
import { buildScorePage, type ScorePage } from './score-page.ts';
import { Sheet } from './sheet.ts';
import { ZOOM, type ViewState } from './view-state.ts';

const RESIZE_QUIET_MS = 120;

/** One score on the page: its lines of music, its size, and where the reader was. */
export class ScoreView {
  readonly #opened: ScoreOpened;
  readonly #bridge: Bridge;
  readonly #page: ScorePage;
  readonly #store: BarStore;
  readonly #sheet: Sheet;
  readonly #ending = new AbortController();
  #state: ViewState;
  #resizeTimer = 0;

  constructor(root: HTMLElement, opened: ScoreOpened, bridge: Bridge, state: ViewState) {
    this.#opened = opened;
    this.#bridge = bridge;
    this.#state = state;
    const { revision, header } = opened;
    this.#store = new BarStore(header.barWeights.length, (requestId, first, count) => {
      bridge.send({ type: 'request-bars', revision, requestId, first, count });
    });
    this.#store.add(opened.slice);
    this.#page = buildScorePage(root, header, (direction) => {
      this.#zoom(direction);
    });
    this.#sheet = new Sheet(this.#page, opened, this.#store, bridge);
    this.#listen();
    this.#layOut();
  }

  get revision(): number {
    return this.#opened.revision;
  }

  /** Bars asked for have come. */
  receive(answer: BarsAnswer): void {
    if (this.#store.answer(answer.requestId, answer.slice)) this.#sheet.schedule();
    else this.#bridge.log('warn', 'Bars arrived that nobody asked for.');
  }

  /** Takes the view off the page's events; its elements go with the next one's. */
  close(): void {
    this.#ending.abort();
    this.#sheet.close();
    window.clearTimeout(this.#resizeTimer);
  }

  #listen(): void {
    const { signal } = this.#ending;
    const { viewport } = this.#page;
    const resized = new ResizeObserver(() => {
      if (viewport.clientWidth === this.#sheet.width || viewport.clientWidth === 0) return;
      window.clearTimeout(this.#resizeTimer);
      this.#resizeTimer = window.setTimeout(() => {
        this.#layOut();
      }, RESIZE_QUIET_MS);
    });
    resized.observe(viewport);
    signal.addEventListener('abort', () => {
      resized.disconnect();
    });
    viewport.addEventListener(
      'scrollend',
      () => {
        this.#remember();
      },
      { signal },
    );
    window.addEventListener(
      'keydown',
      (event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
        const direction = { '+': 1, '=': 1, '-': -1, '0': 0 }[event.key];
        if (direction === undefined) return;
        event.preventDefault();
        this.#zoom(direction);
      },
      { signal },
    );
  }

  /** @param direction 1 larger, −1 smaller, 0 back to the usual size */
  #zoom(direction: number): void {
    const wanted = direction === 0 ? ZOOM.usual : this.#state.zoom * ZOOM.step ** direction;
    const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, wanted));
    if (zoom === this.#state.zoom) return;
    this.#remember();
    this.#state = { ...this.#state, zoom };
    this.#bridge.writeState(this.#state);
    this.#layOut();
  }

  #layOut(): void {
    this.#sheet.layOut(this.#state.zoom);
    this.#sheet.scrollToBar(this.#state.bar);
  }

  #remember(): void {
    const bar = this.#sheet.topBar();
    if (this.#state.bar === bar) return;
    this.#state = { ...this.#state, bar };
    this.#bridge.writeState(this.#state);
  }
}
