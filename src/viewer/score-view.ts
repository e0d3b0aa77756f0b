import type { BarsAnswer, ScoreOpened } from '../protocol/host-messages.ts';
import { BarStore } from './bar-store.ts';
import type { Bridge } from './bridge.ts';
import { CLASS } from './dom.ts';
import { drawSystem, type DrawnSystem } from './engraving/system.ts';
import type { SystemInput } from './engraving/system-input.ts';
import { lineRoom } from './engraving/line-room.ts';
import { breakLines, type Line } from './layout/line-breaks.ts';
import { buildScorePage, type ScorePage } from './score-page.ts';
import { ZOOM, type ViewState } from './view-state.ts';

/** CSS pixels per unit at zoom 1; a staff space is 10 units. */
const SCALE = 0.75;
const RESIZE_QUIET_MS = 120;
/** Units a staff takes with the space around it, before it is drawn and known exactly. */
const USUAL_STAFF_HEIGHT = 118;
/** Longest the drawing holds up the page at a stretch: before there is anything to see, and after. */
const FIRST_WORK_MS = 100;
const WORK_MS = 10;
const MIN_LINE_UNITS = 420;
/** CSS pixels left and right of the lines, together. */
const LINE_PADDING = 32;

/** A line being drawn. */
interface Job {
  readonly line: LineElement;
  readonly steps: Generator<undefined, DrawnSystem>;
}

interface LineElement {
  readonly line: Line;
  readonly element: HTMLElement;
  isNear: boolean;
  isDrawn: boolean;
}

/** One score on the page: breaks it into lines, draws those near the viewport, drops the far ones. */
export class ScoreView {
  readonly #opened: ScoreOpened;
  readonly #bridge: Bridge;
  readonly #page: ScorePage;
  readonly #store: BarStore;
  readonly #ending = new AbortController();
  readonly #lines = new Map<Element, LineElement>();
  #near: IntersectionObserver | undefined;
  #far: IntersectionObserver | undefined;
  #state: ViewState;
  #width = 0;
  #frame = 0;
  #job: Job | undefined;
  #hasDrawn = false;
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
    this.#listen();
    this.#layOut();
  }

  get revision(): number {
    return this.#opened.revision;
  }

  /** Bars asked for have come. */
  receive(answer: BarsAnswer): void {
    if (this.#store.answer(answer.requestId, answer.slice)) this.#schedule();
    else this.#bridge.log('warn', 'Bars arrived that nobody asked for.');
  }

  /** Takes the view off the page's events; its elements go with the next one's. */
  close(): void {
    this.#ending.abort();
    this.#near?.disconnect();
    this.#far?.disconnect();
    cancelAnimationFrame(this.#frame);
    window.clearTimeout(this.#resizeTimer);
  }

  #listen(): void {
    const { signal } = this.#ending;
    const { viewport } = this.#page;
    const resized = new ResizeObserver(() => {
      if (viewport.clientWidth === this.#width || viewport.clientWidth === 0) return;
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

  /** Breaks the score into lines anew and reserves their places. */
  #layOut(): void {
    const { header, slice } = this.#opened;
    const { viewport, sheet } = this.#page;
    this.#near?.disconnect();
    this.#far?.disconnect();
    this.#lines.clear();
    this.#job = undefined;
    this.#width = viewport.clientWidth;
    const scale = this.#scale;
    const room = lineRoom(header, slice, this.#lineWidth);
    const lines = breakLines(header.barWeights, room.first, room.others);
    const staves = header.parts.reduce((sum, part) => sum + part.staffCount, 0);
    const usualHeight = `${Math.round((staves * USUAL_STAFF_HEIGHT + 40) * scale)}px`;
    const elements = lines.map((line) => {
      const element = document.createElement('div');
      element.className = CLASS.line;
      element.style.height = usualHeight;
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', this.#wordsFor(line));
      this.#lines.set(element, { line, element, isNear: false, isDrawn: false });
      return element;
    });
    sheet.replaceChildren(...elements);
    this.#observe();
    this.#scrollToBar(this.#state.bar);
  }

  #observe(): void {
    const { viewport } = this.#page;
    this.#near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const line = this.#lines.get(target);
          if (line !== undefined) line.isNear = isIntersecting;
        }
        this.#schedule();
      },
      { root: viewport, rootMargin: '75% 0px' },
    );
    this.#far = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const line = this.#lines.get(target);
          if (line?.isDrawn === true && !isIntersecting) drop(line);
        }
      },
      { root: viewport, rootMargin: '400% 0px' },
    );
    for (const element of this.#lines.keys()) {
      this.#near.observe(element);
      this.#far.observe(element);
    }
  }

  get #scale(): number {
    return SCALE * this.#state.zoom;
  }

  /** Width of a line in units; in a very narrow view the music gets smaller instead. */
  get #lineWidth(): number {
    return Math.max((this.#width - LINE_PADDING) / this.#scale, MIN_LINE_UNITS);
  }

  #wordsFor({ first, end }: Line): string {
    // Bars are counted as printed where the notes are at hand, else from 1.
    const printed = this.#opened.slice.bars[0]?.number ?? 1;
    const [from, to] = [first + printed, end - 1 + printed];
    return from === to ? `Bar ${from}` : `Bars ${from} to ${to}`;
  }

  #scrollToBar(bar: number): void {
    for (const { line, element } of this.#lines.values()) {
      if (bar < line.first || bar >= line.end) continue;
      if (line.first > 0) element.scrollIntoView({ block: 'start' });
      return;
    }
  }

  #remember(): void {
    const top = this.#page.viewport.getBoundingClientRect().top;
    for (const { line, element } of this.#lines.values()) {
      if (element.getBoundingClientRect().bottom <= top + 8) continue;
      if (this.#state.bar !== line.first) {
        this.#state = { ...this.#state, bar: line.first };
        this.#bridge.writeState(this.#state);
      }
      return;
    }
  }

  #schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#work();
    });
  }

  /** Goes on with the line at hand, or the next one, those in sight first; then lets the page breathe. */
  #work(): void {
    const deadline = performance.now() + (this.#hasDrawn ? WORK_MS : FIRST_WORK_MS);
    if (this.#job?.line.isNear !== true) this.#job = this.#nextJob();
    const job = this.#job;
    if (job === undefined) return;
    try {
      while (performance.now() < deadline) {
        const step = job.steps.next();
        if (step.done !== true) continue;
        this.#place(job.line, step.value);
        this.#job = undefined;
        break;
      }
    } catch (error) {
      this.#giveUp(job.line, error);
      this.#job = undefined;
    }
    this.#schedule();
  }

  #nextJob(): Job | undefined {
    const middle = this.#page.viewport.clientHeight / 2;
    const waiting = [...this.#lines.values()]
      .filter((line) => line.isNear && !line.isDrawn)
      .map((line) => {
        const { top, bottom } = line.element.getBoundingClientRect();
        return { line, distance: Math.abs((top + bottom) / 2 - middle) };
      })
      .sort((a, b) => a.distance - b.distance);
    for (const { line } of waiting) {
      const { first, end } = line.line;
      const columns = this.#store.take(first, end + 1);
      if (columns === undefined) continue;
      const input: SystemInput = {
        header: this.#opened.header,
        bars: columns.filter(({ index }) => index < end),
        next: columns.find(({ index }) => index === end),
        width: this.#lineWidth,
        isFirst: first === 0,
      };
      return { line, steps: drawSystem(input, (this.#width - LINE_PADDING) / this.#lineWidth) };
    }
    return undefined;
  }

  #place(line: LineElement, drawn: DrawnSystem): void {
    line.isDrawn = true;
    this.#hasDrawn = true;
    line.element.style.height = '';
    line.element.classList.add(CLASS.lineDrawn);
    line.element.replaceChildren(drawn.svg);
    for (const failure of drawn.failures) this.#bridge.log('warn', failure);
    const { first, end } = line.line;
    this.#bridge.send({
      type: 'rendered',
      revision: this.revision,
      first,
      count: end - first,
      noteheads: [...drawn.noteheads],
    });
  }

  #giveUp(line: LineElement, error: unknown): void {
    line.isDrawn = true;
    const reason = error instanceof Error ? error.message : String(error);
    line.element.textContent = `${this.#wordsFor(line.line)} could not be drawn.`;
    line.element.classList.add(CLASS.failedBar);
    this.#bridge.log('error', `${this.#wordsFor(line.line)} could not be drawn: ${reason}`);
  }
}

/** Frees a line far away; its place keeps its height. */
function drop(line: LineElement): void {
  line.element.style.height = `${line.element.getBoundingClientRect().height}px`;
  line.element.replaceChildren();
  line.element.classList.remove(CLASS.lineDrawn);
  line.isDrawn = false;
}
