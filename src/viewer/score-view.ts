import type { BarsAnswer, ScoreOpened } from '../protocol/host-messages.ts';
import type { ScoreHeader } from '../protocol/header.ts';
import { BarStore } from './bar-store.ts';
import type { Bridge } from './bridge.ts';
import { stavesOf } from './engraving/system-input.ts';
import type { Bars } from './navigation/navigator.ts';
import { buildScorePage, type ScorePage } from './score-page.ts';
import { Sheet } from './sheet.ts';
import { ZOOM, type ViewMemory } from './view-state.ts';

const RESIZE_QUIET_MS = 120;

/** One score on the page: its lines of music, its size, and where the reader was. */
export class ScoreView {
  readonly #opened: ScoreOpened;
  readonly #bridge: Bridge;
  readonly #memory: ViewMemory;
  readonly #store: BarStore;
  readonly page: ScorePage;
  readonly sheet: Sheet;
  readonly #ending = new AbortController();
  #resizeTimer = 0;

  constructor(root: HTMLElement, opened: ScoreOpened, bridge: Bridge, memory: ViewMemory) {
    this.#opened = opened;
    this.#bridge = bridge;
    this.#memory = memory;
    const { revision, header } = opened;
    const staffCount = stavesOf(header).length;
    this.#store = new BarStore(header.barWeights.length, staffCount, (requestId, first, count) => {
      bridge.send({ type: 'request-bars', revision, requestId, first, count });
    });
    this.#store.add(opened.slice);
    this.page = buildScorePage(root, header, memory.state.isPanelOpen);
    this.sheet = new Sheet(this.page, opened, this.#store, bridge);
    this.#listen();
    this.#layOut();
  }

  get revision(): number {
    return this.#opened.revision;
  }

  get header(): ScoreHeader {
    return this.#opened.header;
  }

  /** The bars of the score, wherever they are. */
  get bars(): Bars {
    const { header } = this.#opened;
    return {
      barCount: header.barWeights.length,
      staffCount: stavesOf(header).length,
      bar: (index) => this.#store.bar(index),
    };
  }

  /** Bars asked for have come. */
  receive(answer: BarsAnswer): void {
    if (this.#store.answer(answer.requestId, answer.slice)) this.sheet.schedule();
    else this.#bridge.log('warn', 'Bars arrived that nobody asked for.');
  }

  /** Takes the view off the page's events; its elements go with the next one's. */
  close(): void {
    this.#ending.abort();
    this.sheet.close();
    window.clearTimeout(this.#resizeTimer);
  }

  #listen(): void {
    const { signal } = this.#ending;
    const { viewport } = this.page;
    const resized = new ResizeObserver(() => {
      if (viewport.clientWidth === this.sheet.width || viewport.clientWidth === 0) return;
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
  }

  /** @param direction 1 larger, −1 smaller, 0 back to the usual size */
  zoom(direction: 1 | 0 | -1): void {
    const wanted = direction === 0 ? ZOOM.usual : this.#memory.state.zoom * ZOOM.step ** direction;
    const zoom = Math.min(ZOOM.most, Math.max(ZOOM.least, wanted));
    if (zoom === this.#memory.state.zoom) return;
    this.#remember();
    this.#memory.keep({ zoom });
    this.#layOut();
  }

  #layOut(): void {
    const { zoom, bar } = this.#memory.state;
    this.sheet.layOut(zoom);
    this.sheet.scrollToBar(bar);
  }

  #remember(): void {
    const bar = this.sheet.topBar();
    if (this.#memory.state.bar !== bar) this.#memory.keep({ bar });
  }
}
