import type { ScoreHeader } from '../../protocol/header.ts';
import type { Announcer } from '../announcer.ts';
import { stavesOf, type StaffPlace } from '../engraving/system-input.ts';
import { divAtX, hitTest } from '../layout/system-map.ts';
import { prefersStillness } from '../motion.ts';
import type { ScoreView } from '../score-view.ts';
import type { ViewMemory } from '../view-state.ts';
import { Highlight } from './highlight.ts';
import { Navigator, type Unit } from './navigator.ts';
import { timelineBar } from './place.ts';
import { isRange, type Chosen, type Selection } from './selection.ts';
import { elementWords, placeWords } from './words.ts';

/** Units beside a note in which a click still means it. */
const REACH = 8;

/** A note or chord that was chosen, for those who want to sound it. */
export interface ChosenNotes {
  readonly partId: string;
  /** Sounding MIDI pitches; none for a rest. */
  readonly pitches: readonly number[];
}

export interface ReaderEvents {
  /** Something else is selected. `notes` is what was clicked or stepped on. */
  readonly chosen: (selection: Selection, notes: ChosenNotes) => void;
}

/** Walking through the score and choosing in it, by keys and by pointer, seen and spoken. */
export class Reader {
  readonly #view: ScoreView;
  readonly #header: ScoreHeader;
  readonly #staves: readonly StaffPlace[];
  readonly #navigator: Navigator;
  readonly #highlight: Highlight;
  readonly #announcer: Announcer;
  readonly #memory: ViewMemory;
  readonly #events: ReaderEvents;
  readonly #ending = new AbortController();
  #spokenPart = '';

  constructor(view: ScoreView, announcer: Announcer, memory: ViewMemory, events: ReaderEvents) {
    this.#view = view;
    this.#header = view.header;
    this.#announcer = announcer;
    this.#memory = memory;
    this.#events = events;
    this.#staves = stavesOf(view.header);
    this.#navigator = new Navigator(view.bars);
    this.#highlight = new Highlight(
      this.#staves.map(({ partId, staffIndex }) => ({ partId, staff: staffIndex })),
    );
    view.sheet.onDrawn(() => {
      this.#show();
    });
    view.page.viewport.addEventListener(
      'click',
      (event) => {
        void this.#click(event);
      },
      { signal: this.#ending.signal },
    );
    void this.#restore();
  }

  get selection(): Selection | undefined {
    return this.#navigator.selection;
  }

  /** The part the reader stands in; the first one before the first step. */
  get partId(): string {
    return this.#staves[this.selection?.focus.place.staff ?? 0]?.partId ?? '';
  }

  close(): void {
    this.#ending.abort();
  }

  async step(unit: Unit, direction: 1 | -1, isExtending: boolean): Promise<void> {
    const selection = await this.#navigator.step(unit, direction, isExtending);
    if (this.#ending.signal.aborted) return;
    if (selection === undefined) {
      this.#announcer.say(direction === 1 ? 'Nothing further on' : 'Nothing before this');
      return;
    }
    await this.#take(selection, pitchesOf(selection.focus));
    this.#bringIntoSight(selection.focus);
  }

  /** Says where the reader stands. */
  async sayWhere(): Promise<void> {
    const selection = this.selection;
    if (selection === undefined) this.#announcer.say('Nothing is selected');
    else {
      this.#spokenPart = '';
      this.#announcer.say(await this.#wordsFor(selection));
    }
  }

  clear(): void {
    this.#navigator.clear();
    this.#memory.keep({ selection: undefined });
    this.#show();
    this.#announcer.say('Nothing is selected');
  }

  async #take(selection: Selection, pitches: readonly number[]): Promise<void> {
    const { focus, anchor } = selection;
    this.#memory.keep({ selection: { focus: focus.place, anchor: anchor.place } });
    this.#show();
    this.#announcer.say(await this.#wordsFor(selection));
    this.#events.chosen(selection, { partId: this.partId, pitches });
  }

  async #wordsFor(selection: Selection): Promise<string> {
    const { focus } = selection;
    const { place, content, atOffsetDivs } = focus;
    const staff = this.#staves[place.staff];
    const part = this.#header.parts[staff?.partIndex ?? 0];
    const column = await this.#view.bars.bar(place.bar);
    if (column === undefined || part === undefined || staff === undefined) return '';
    const voices = column.staffBars[place.staff]?.voices.length ?? 1;
    const hand =
      part.staffCount === 1 ? '' : staff.staffIndex === 0 ? ', upper staff' : ', lower staff';
    const spokenPart = `${part.name}${hand}`;
    const isNewPart = spokenPart !== this.#spokenPart;
    this.#spokenPart = spokenPart;
    return [
      ...(isNewPart ? [spokenPart] : []),
      placeWords(timelineBar(column), atOffsetDivs),
      elementWords(content, part.isPercussion),
      ...(atOffsetDivs > content.offsetDivs ? ['held'] : []),
      ...(voices > 1 ? [`voice ${place.voice + 1}`] : []),
      ...(isRange(selection) ? ['selected'] : []),
    ].join(', ');
  }

  async #click(event: MouseEvent): Promise<void> {
    const target = event.target instanceof Element ? event.target.closest('.stemstave-line') : null;
    const line = this.#view.sheet.drawnLines.find(({ element }) => element === target);
    if (line === undefined) return;
    const { map, element } = line;
    const box = element.getBoundingClientRect();
    const [x, y] = [
      (event.clientX - box.left) / map.unitPx,
      (event.clientY - box.top) / map.unitPx,
    ];
    const hit = hitTest(map, x, y, REACH);
    if (hit !== undefined) {
      const { partId, staff } = hit.element;
      const index = this.#staves.findIndex(
        (each) => each.partId === partId && each.staffIndex === staff,
      );
      const selection = await this.#navigator.goTo(
        { ...hit.element, staff: index },
        event.shiftKey,
      );
      if (selection === undefined) return;
      // On a notehead only its own note is meant.
      const pitches = hit.note === undefined ? [] : [hit.note.pitch];
      await this.#take(selection, pitches);
      return;
    }
    const div = divAtX(map, x);
    const bar = map.bars.findLast(({ startDiv }) => startDiv <= div) ?? map.bars[0];
    if (bar === undefined) return;
    const distances = map.staves.map(({ top, lowest }) => Math.max(top - y, y - lowest));
    const staff = distances.indexOf(Math.min(...distances));
    const offset = Math.max(0, div - bar.startDiv);
    const selection = await this.#navigator.goToTime(bar.bar, staff, offset, event.shiftKey);
    if (selection !== undefined) await this.#take(selection, []);
  }

  #show(): void {
    this.#highlight.show(this.selection, this.#view.sheet.drawnLines);
  }

  /** Scrolls no more than it must. */
  #bringIntoSight({ place }: Chosen): void {
    this.#view.sheet.elementOf(place.bar)?.scrollIntoView({
      block: 'nearest',
      behavior: prefersStillness() ? 'instant' : 'smooth',
    });
  }

  /** Stands where the reader stood before the page went away; silently. */
  async #restore(): Promise<void> {
    const kept = this.#memory.state.selection;
    if (kept === undefined) return;
    await this.#navigator.goTo(kept.anchor, false);
    await this.#navigator.goTo(
      kept.focus,
      kept.focus.bar !== kept.anchor.bar ||
        kept.focus.element !== kept.anchor.element ||
        kept.focus.staff !== kept.anchor.staff,
    );
    if (!this.#ending.signal.aborted) this.#show();
  }
}

function pitchesOf({ content }: Chosen): number[] {
  return content.kind === 'rest' ? [] : content.notes.map(({ pitch }) => pitch);
}
