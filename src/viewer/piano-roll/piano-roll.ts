import type { ScoreHeader } from '../../protocol/header.ts';
import type { TempoMap } from '../../score/frame.ts';
import type { PerformanceFeed } from '../performance-feed.ts';
import type { DrawnLine, Sheet } from '../sheet.ts';
import type { RollPart } from './roll-geometry.ts';
import { drawRoll } from './roll-strip.ts';

interface Played {
  readonly tempoMap: TempoMap;
  readonly parts: readonly RollPart[];
}

/** The strip under every line that shows what was played against what is written. */
export class PianoRoll {
  readonly #sheet: Sheet;
  readonly #header: ScoreHeader;
  readonly #feed: PerformanceFeed;
  #isShown = false;
  #played: Promise<Played> | undefined;

  constructor(sheet: Sheet, header: ScoreHeader, feed: PerformanceFeed) {
    this.#sheet = sheet;
    this.#header = header;
    this.#feed = feed;
    sheet.onDrawn((line) => {
      if (this.#isShown) void this.#draw([line]);
    });
  }

  /** Shows or hides the strips; what was played is asked for when it is shown first. */
  async show(isShown: boolean): Promise<void> {
    this.#isShown = isShown;
    if (isShown) await this.#draw(this.#sheet.drawnLines);
    else for (const { element } of this.#sheet.drawnLines) stripOf(element)?.remove();
  }

  async #draw(lines: readonly DrawnLine[]): Promise<void> {
    this.#played ??= this.#load();
    const { tempoMap, parts } = await this.#played;
    // While it was loading, the user or the sheet may have gone on.
    if (!this.#isShown) return;
    for (const { element, map } of lines) {
      if (!element.isConnected || element.firstElementChild === null) continue;
      stripOf(element)?.remove();
      element.append(drawRoll(map, tempoMap, parts));
    }
  }

  async #load(): Promise<Played> {
    const { timeline } = await this.#feed.opened();
    const parts = this.#header.parts.map(async ({ id, abbreviation }) => ({
      partId: id,
      label: abbreviation,
      // `HeardInstrument`: the instrument with index i plays the part `P${i + 1}`.
      notes: await this.#feed.notes(Number(id.slice(1)) - 1),
    }));
    return { tempoMap: timeline.tempoMap, parts: await Promise.all(parts) };
  }
}

function stripOf(line: Element): Element | null {
  return line.querySelector(':scope > .stemstave-roll');
}
