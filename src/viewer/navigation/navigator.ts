import type { BarColumn } from '../engraving/system-input.ts';
import { elementAt, find, neighbour, nextBeat, readingOrder, timelineBar } from './place.ts';
import type { Found, Place } from './place.ts';
import type { Chosen, Selection } from './selection.ts';

/** What one step goes over. */
export type Unit = 'note' | 'beat' | 'bar' | 'staff' | 'score';

/** The bars of a score as far as they are needed. */
export interface Bars {
  readonly barCount: number;
  readonly staffCount: number;
  bar(index: number): Promise<BarColumn | undefined>;
}

/** Walks through the notes of a score, whether they are on screen or not. */
export class Navigator {
  readonly #bars: Bars;
  #selection: Selection | undefined;
  /** Steps are taken one after the other, however fast the keys come. */
  #walking: Promise<unknown> = Promise.resolve();

  constructor(bars: Bars) {
    this.#bars = bars;
  }

  get selection(): Selection | undefined {
    return this.#selection;
  }

  clear(): void {
    this.#selection = undefined;
  }

  /**
   * One step on or back; the first step of all goes to the first note of the score.
   * @param isExtending keeps where the range began
   * @returns what is selected now, or `undefined` if there is nothing further
   */
  step(unit: Unit, direction: 1 | -1, isExtending: boolean): Promise<Selection | undefined> {
    return this.#next(async () => {
      const from = this.#selection?.focus;
      const to =
        from === undefined
          ? await this.#begin(unit, direction)
          : await this.#reach(from, unit, direction);
      return to && this.#choose(to, isExtending);
    });
  }

  /** Goes to an element, if the score has it. */
  goTo(place: Place, isExtending: boolean): Promise<Selection | undefined> {
    return this.#next(async () => {
      const column = await this.#bars.bar(place.bar);
      const found = column && find(column, place);
      return column && found && this.#choose(chosen(column, found), isExtending);
    });
  }

  /** Goes to whatever sounds on a staff at a time of a bar. */
  goToTime(
    bar: number,
    staff: number,
    offsetDivs: number,
    isExtending: boolean,
  ): Promise<Selection | undefined> {
    return this.#next(async () => {
      const column = await this.#bars.bar(bar);
      const found = column && elementAt(column, staff, offsetDivs);
      return column && found && this.#choose(chosen(column, found), isExtending);
    });
  }

  #begin(unit: Unit, direction: 1 | -1): Promise<Chosen | undefined> {
    const isToEnd = unit === 'score' && direction === 1;
    return isToEnd ? this.#last(this.#bars.barCount - 1, 0) : this.#first(0, 0);
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#walking.then(work);
    this.#walking = result.catch(() => undefined);
    return result;
  }

  #choose(focus: Chosen, isExtending: boolean): Selection {
    const anchor = isExtending ? (this.#selection?.anchor ?? focus) : focus;
    this.#selection = { focus, anchor };
    return this.#selection;
  }

  async #reach(from: Chosen, unit: Unit, direction: 1 | -1): Promise<Chosen | undefined> {
    const { place, atOffsetDivs } = from;
    switch (unit) {
      case 'note':
        return this.#reachNote(place, direction);
      case 'beat':
        return this.#reachBeat(place, atOffsetDivs, direction);
      case 'bar':
        return this.#first(place.bar + direction, place.staff);
      case 'staff': {
        const staff = place.staff + direction;
        if (staff < 0 || staff >= this.#bars.staffCount) return undefined;
        const column = await this.#bars.bar(place.bar);
        const found = column && elementAt(column, staff, atOffsetDivs);
        return column && found && chosen(column, found, atOffsetDivs);
      }
      case 'score':
        return direction === 1
          ? this.#last(this.#bars.barCount - 1, place.staff)
          : this.#first(0, place.staff);
    }
  }

  async #reachNote(place: Place, direction: 1 | -1): Promise<Chosen | undefined> {
    const column = await this.#bars.bar(place.bar);
    const beside = column && neighbour(column, place, direction);
    if (column !== undefined && beside !== undefined) return chosen(column, beside);
    return direction === 1
      ? this.#first(place.bar + 1, place.staff)
      : this.#last(place.bar - 1, place.staff);
  }

  async #reachBeat(
    place: Place,
    offsetDivs: number,
    direction: 1 | -1,
  ): Promise<Chosen | undefined> {
    let column = await this.#bars.bar(place.bar);
    let offset = column && nextBeat(timelineBar(column), offsetDivs, direction);
    if (offset === undefined) {
      column = await this.#bars.bar(place.bar + direction);
      offset = column && nextBeat(timelineBar(column), direction === 1 ? -1 : Infinity, direction);
    }
    if (column === undefined || offset === undefined) return undefined;
    const found = elementAt(column, place.staff, offset);
    return found && chosen(column, found, offset);
  }

  async #first(bar: number, staff: number): Promise<Chosen | undefined> {
    const column = await this.#bars.bar(bar);
    const found = column && readingOrder(column, staff)[0];
    return column && found && chosen(column, found);
  }

  async #last(bar: number, staff: number): Promise<Chosen | undefined> {
    const column = await this.#bars.bar(bar);
    const found = column && readingOrder(column, staff).at(-1);
    return column && found && chosen(column, found);
  }
}

/** @param atDivs where in the bar the reader wants to stand, if within the element */
function chosen({ bar }: BarColumn, { place, content }: Found, atDivs = 0): Chosen {
  const { offsetDivs, durationDivs } = content;
  const startDiv = bar.startDiv + offsetDivs;
  const isWithin = atDivs > offsetDivs && atDivs < offsetDivs + durationDivs;
  return {
    place,
    content,
    startDiv,
    endDiv: startDiv + durationDivs,
    atOffsetDivs: isWithin ? atDivs : offsetDivs,
  };
}
