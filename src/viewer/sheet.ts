import { rowsOf } from '../protocol/header.ts';
import type { ScoreOpened } from '../protocol/host-messages.ts';
import { arrive, leave } from './arrival.ts';
import type { BarStore } from './bar-store.ts';
import type { Bridge } from './bridge.ts';
import { CLASS } from './dom.ts';
import { lineRoom } from './engraving/line-room.ts';
import { systemInput, type SystemInput } from './engraving/system-input.ts';
import { drawSystem, type DrawnSystem } from './engraving/system.ts';
import { breakLines, type Line } from './layout/line-breaks.ts';
import type { SystemMap } from './layout/system-map.ts';
import type { ScorePage } from './score-page.ts';

/** CSS pixels per unit at zoom 1; a staff space is 10 units. */
const SCALE = 0.75;
/** Units a staff takes with the space around it, before it is drawn and known exactly. */
const USUAL_STAFF_HEIGHT = 118;
/** Longest the drawing holds up the page at a stretch: before there is anything to see, and after. */
const FIRST_WORK_MS = 100;
const WORK_MS = 10;
const MIN_LINE_UNITS = 420;
/** CSS pixels left and right of the lines, together. */
const LINE_PADDING = 32;

/** A line of music that stands on the page. */
export interface DrawnLine {
  /** Its first bar and the one after its last. */
  readonly line: Line;
  /** Holds the line's `<svg>`, at its top left corner; overlays may be added to it. */
  readonly element: HTMLElement;
  /** Where everything in it is. */
  readonly map: SystemMap;
}

interface LineElement {
  readonly line: Line;
  readonly element: HTMLElement;
  isNear: boolean;
  /** Drawn, or given up. */
  isDone: boolean;
  map: SystemMap | undefined;
}

/** A line being drawn and put onto the page. */
interface Job {
  readonly line: LineElement;
  /** A step that yields `'frame'` is to be seen to by the browser before the next. */
  readonly steps: Generator<'frame' | undefined, DrawnSystem | undefined>;
}

/** The lines of one score on the page: reserves their places, draws those near, drops the far ones. */
export class Sheet {
  readonly #opened: ScoreOpened;
  readonly #bridge: Bridge;
  readonly #page: ScorePage;
  readonly #store: BarStore;
  readonly #lines = new Map<Element, LineElement>();
  readonly #listeners = new Set<(line: DrawnLine) => void>();
  #near: IntersectionObserver | undefined;
  #far: IntersectionObserver | undefined;
  #width = 0;
  #scale = SCALE;
  #frame = 0;
  #job: Job | undefined;
  #hasDrawn = false;

  constructor(page: ScorePage, opened: ScoreOpened, store: BarStore, bridge: Bridge) {
    this.#page = page;
    this.#opened = opened;
    this.#store = store;
    this.#bridge = bridge;
  }

  /** Calls `listener` with each line that comes onto the page from now on. */
  onDrawn(listener: (line: DrawnLine) => void): void {
    this.#listeners.add(listener);
  }

  /** The lines now drawn, from the top. */
  get drawnLines(): readonly DrawnLine[] {
    return [...this.#lines.values()].flatMap((line) => drawnLine(line) ?? []);
  }

  /** The line a bar is on, if it is drawn now. */
  drawnLineOf(bar: number): DrawnLine | undefined {
    const line = this.#lineOf(bar);
    return line === undefined ? undefined : drawnLine(line);
  }

  /** The place of the line a bar is on, drawn or not. */
  elementOf(bar: number): HTMLElement | undefined {
    return this.#lineOf(bar)?.element;
  }

  /** Width of the viewport the lines were broken for, in CSS pixels. */
  get width(): number {
    return this.#width;
  }

  /** Breaks the score into lines anew, reserves their places and draws those in sight. */
  layOut(zoom: number): void {
    const { header, slice } = this.#opened;
    const { viewport, sheet } = this.#page;
    this.#disconnect();
    this.#lines.clear();
    this.#job = undefined;
    this.#width = viewport.clientWidth;
    this.#scale = SCALE * zoom;
    const room = lineRoom(header, slice, this.#lineWidth);
    const lines = breakLines(header.barWeights, room.first, room.others);
    const staves = header.parts.reduce((sum, part) => sum + rowsOf(part), 0);
    const usualHeight = `${Math.round((staves * USUAL_STAFF_HEIGHT + 40) * this.#scale)}px`;
    const elements = lines.map((line) => {
      const element = document.createElement('div');
      element.className = CLASS.line;
      element.style.height = usualHeight;
      element.setAttribute('role', 'img');
      element.setAttribute('aria-label', this.#wordsFor(line));
      this.#lines.set(element, { line, element, isNear: false, isDone: false, map: undefined });
      return element;
    });
    sheet.replaceChildren(...elements);
    this.#observe();
  }

  /** Index of the first bar of the topmost visible line. */
  topBar(): number {
    const top = this.#page.viewport.getBoundingClientRect().top;
    for (const { line, element } of this.#lines.values()) {
      if (element.getBoundingClientRect().bottom > top + 8) return line.first;
    }
    return 0;
  }

  scrollToBar(bar: number): void {
    const line = this.#lineOf(bar);
    if (line !== undefined && line.line.first > 0) line.element.scrollIntoView({ block: 'start' });
  }

  /** Draws the line of a bar at once, before anything is on the page: a frame or two sooner than in its turn. */
  drawFirst(bar: number): void {
    const line = this.#lineOf(bar);
    if (line === undefined || this.#hasDrawn) return;
    line.isNear = true;
    this.#work();
  }

  /** Goes on drawing in the next frame, now that there may be something to draw. */
  schedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#work();
    });
  }

  /** Stops drawing; the elements go with the page. */
  close(): void {
    this.#disconnect();
    cancelAnimationFrame(this.#frame);
  }

  #disconnect(): void {
    this.#near?.disconnect();
    this.#far?.disconnect();
  }

  #lineOf(bar: number): LineElement | undefined {
    for (const each of this.#lines.values()) {
      if (bar >= each.line.first && bar < each.line.end) return each;
    }
    return undefined;
  }

  #observe(): void {
    const { viewport } = this.#page;
    this.#near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const line = this.#lines.get(target);
          if (line !== undefined) line.isNear = isIntersecting;
        }
        this.schedule();
      },
      { root: viewport, rootMargin: '75% 0px' },
    );
    this.#far = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const line = this.#lines.get(target);
          if (line?.isDone === true && !isIntersecting) drop(line);
        }
      },
      { root: viewport, rootMargin: '400% 0px' },
    );
    for (const element of this.#lines.keys()) {
      this.#near.observe(element);
      this.#far.observe(element);
    }
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

  /** Goes on with the line at hand, or the next one, those in sight first; then lets the page breathe. */
  #work(): void {
    const deadline = performance.now() + (this.#hasDrawn ? WORK_MS : FIRST_WORK_MS);
    if (this.#job?.line.isNear !== true) {
      this.#job?.steps.return(undefined);
      this.#job = this.#nextJob();
    }
    const job = this.#job;
    if (job === undefined) return;
    try {
      while (performance.now() < deadline) {
        const step = job.steps.next();
        if (step.value === 'frame' && this.#hasDrawn) break;
        if (step.done !== true) continue;
        if (step.value !== undefined) this.#finish(job.line, step.value);
        this.#job = undefined;
        break;
      }
    } catch (error) {
      this.#giveUp(job.line, error);
      this.#job = undefined;
    }
    this.schedule();
  }

  #nextJob(): Job | undefined {
    const middle = this.#page.viewport.clientHeight / 2;
    const waiting = [...this.#lines.values()]
      .filter((line) => line.isNear && !line.isDone)
      .map((line) => {
        const { top, bottom } = line.element.getBoundingClientRect();
        return { line, distance: Math.abs((top + bottom) / 2 - middle) };
      })
      .sort((a, b) => a.distance - b.distance);
    for (const { line } of waiting) {
      const { first, end } = line.line;
      const columns = this.#store.take(Math.max(first - 1, 0), end + 1);
      if (columns === undefined) continue;
      const input = systemInput(this.#opened.header, columns, line.line, this.#lineWidth);
      return { line, steps: this.#bring(line.element, input) };
    }
    return undefined;
  }

  *#bring(element: HTMLElement, input: SystemInput): Job['steps'] {
    const drawn = yield* drawSystem(input, (this.#width - LINE_PADDING) / this.#lineWidth);
    yield* arrive(element, drawn.svg);
    return drawn;
  }

  #finish(line: LineElement, drawn: DrawnSystem): void {
    line.isDone = true;
    line.map = drawn.map;
    this.#hasDrawn = true;
    line.element.classList.add(CLASS.lineDrawn);
    for (const failure of drawn.failures) this.#bridge.log('warn', failure);
    const { first, end } = line.line;
    this.#bridge.send({
      type: 'rendered',
      revision: this.#opened.revision,
      first,
      count: end - first,
      noteheads: [...drawn.noteheads],
    });
    for (const listener of this.#listeners) {
      listener({ line: line.line, element: line.element, map: drawn.map });
    }
  }

  #giveUp(line: LineElement, error: unknown): void {
    line.isDone = true;
    const reason = error instanceof Error ? error.message : String(error);
    line.element.textContent = `${this.#wordsFor(line.line)} could not be drawn.`;
    line.element.classList.add(CLASS.failedBar);
    this.#bridge.log('error', `${this.#wordsFor(line.line)} could not be drawn: ${reason}`);
  }
}

function drawnLine({ line, element, map }: LineElement): DrawnLine | undefined {
  return map === undefined ? undefined : { line, element, map };
}

/** Frees a line far away. */
function drop(line: LineElement): void {
  leave(line.element);
  line.element.classList.remove(CLASS.lineDrawn);
  line.isDone = false;
  line.map = undefined;
}
