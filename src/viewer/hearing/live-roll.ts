import type { ColumnNote, HearingShown } from '../../protocol/hearing-messages.ts';
import { GUTTER, HEADROOM, paintLine } from './paint-line.ts';
import { onThemeChange, rollColours, type RollColours } from './roll-colours.ts';
import { LINE_HEIGHT, linesOf, rollLines, type RollLine } from './roll-lines.ts';

interface LineElement {
  readonly line: RollLine;
  readonly canvas: HTMLCanvasElement;
  notes: ColumnNote[];
  isNear: boolean;
  isStale: boolean;
}

/** A piano roll, broken into lines like music, that fills while a recording is heard. */
export class LiveRoll {
  /** Scrolls. */
  readonly element = document.createElement('div');
  readonly #ending = new AbortController();
  #lines: LineElement[] = [];
  #near: IntersectionObserver | undefined;
  #notes: ColumnNote[] = [];
  #colours: RollColours = rollColours();
  #width = 0;
  #frame = 0;
  #durationSec = 0;
  #heardToSec = 0;
  #drums: ReadonlySet<number> = new Set();
  /** Whether the line that is being heard is kept in sight: until the person looks elsewhere. */
  #isFollowing = true;

  constructor() {
    this.element.className = 'stemstave-heard';
    this.element.setAttribute('role', 'img');
    this.element.tabIndex = 0;
    const { signal } = this.#ending;
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      const stay = (): void => {
        this.#isFollowing = false;
      };
      this.element.addEventListener(type, stay, { signal, passive: true });
    }
    const resized = new ResizeObserver(() => {
      if (this.#laneWidth() !== this.#width) this.#layOut();
    });
    resized.observe(this.element);
    const endTheme = onThemeChange(() => {
      this.#colours = rollColours();
      this.#spoil(this.#lines);
    });
    signal.addEventListener('abort', () => {
      resized.disconnect();
      endTheme();
      this.#near?.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  /** The recording has been heard so far; what belongs to another draft is for `clear`. */
  goOn({ durationSec, heardToSec, parts }: HearingShown): void {
    this.#drums = new Set(parts.flatMap(({ isDrum }, i) => (isDrum ? [i] : [])));
    const passedSec = [this.#heardToSec, heardToSec] as const;
    this.#heardToSec = heardToSec;
    if (durationSec !== this.#durationSec) {
      this.#durationSec = durationSec;
      this.#layOut();
    } else if (passedSec[0] !== heardToSec) {
      this.#spoil(
        this.#across({ startSec: Math.min(...passedSec), endSec: Math.max(...passedSec) }),
      );
    }
    this.#follow();
  }

  add(notes: readonly ColumnNote[]): void {
    for (const note of notes) {
      this.#notes.push(note);
      this.#put(note);
    }
  }

  /** Forgets all notes; what is painted stays until others come, so that nothing flickers. */
  clear(): void {
    this.#notes = [];
    for (const line of this.#lines) line.notes = [];
    this.#spoil(this.#lines);
  }

  /** Takes it off the page's events. */
  close(): void {
    this.#ending.abort();
  }

  #laneWidth(): number {
    return Math.max(0, this.element.clientWidth - GUTTER - 16);
  }

  #layOut(): void {
    this.#width = this.#laneWidth();
    this.#near?.disconnect();
    if (this.#durationSec === 0 || this.#width === 0) return;
    this.#near = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) this.#see(target, isIntersecting);
      },
      { root: this.element, rootMargin: '100% 0px' },
    );
    this.#lines = rollLines(this.#durationSec, this.#width).map((line): LineElement => {
      const canvas = document.createElement('canvas');
      canvas.style.width = `${GUTTER + this.#width}px`;
      canvas.style.height = `${HEADROOM + LINE_HEIGHT}px`;
      return { line, canvas, notes: [], isNear: false, isStale: true };
    });
    this.element.replaceChildren(...this.#lines.map(({ canvas }) => canvas));
    for (const { canvas } of this.#lines) this.#near.observe(canvas);
    for (const note of this.#notes) this.#put(note);
  }

  /** Lines far out of sight hold no picture: an hour of music would take a lot of memory. */
  #see(canvas: Element, isNear: boolean): void {
    const line = this.#lines.find((each) => each.canvas === canvas);
    if (line === undefined) return;
    line.isNear = isNear;
    if (!isNear) line.canvas.width = 0;
    this.#spoil([line]);
  }

  #put(note: ColumnNote): void {
    const lines = this.#across(note);
    for (const line of lines) line.notes.push(note);
    this.#spoil(lines);
  }

  #across(span: Pick<ColumnNote, 'startSec' | 'endSec'>): readonly LineElement[] {
    const [line] = this.#lines;
    if (line === undefined) return [];
    const lineSec = line.line.endSec - line.line.startSec;
    const [first, last] = linesOf({ count: this.#lines.length, lineSec }, span);
    return this.#lines.slice(first, last + 1);
  }

  #spoil(lines: readonly LineElement[]): void {
    for (const line of lines) line.isStale = true;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#paint();
    });
  }

  #paint(): void {
    for (const each of this.#lines) {
      if (!each.isStale || !each.isNear) continue;
      each.isStale = false;
      const picture = {
        line: each.line,
        notes: each.notes,
        heardToSec: this.#heardToSec,
        durationSec: this.#durationSec,
        isDrum: (part: number) => this.#drums.has(part),
      };
      paintLine(each.canvas, this.#width, picture, this.#colours);
    }
  }

  #follow(): void {
    if (!this.#isFollowing) return;
    const at = this.#lines.find(({ line }) => this.#heardToSec <= line.endSec);
    at?.canvas.scrollIntoView({ block: 'nearest' });
  }
}
