import { xAtDiv } from '../layout/system-map.ts';
import type { DrawnLine, Sheet } from '../sheet.ts';

/** The line that moves through the music. It takes no part in layout and no clicks. */
export class Cursor {
  readonly #sheet: Sheet;
  readonly #element: HTMLElement;
  #line: DrawnLine | undefined;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
    this.#element = document.createElement('div');
    this.#element.className = 'stemstave-cursor';
    this.#element.setAttribute('aria-hidden', 'true');
    this.#element.hidden = true;
  }

  /**
   * Stands at a time of the score.
   * @param bar index of the bar it is in
   * @returns the line it is on, drawn or not; `undefined` if there is none
   */
  show(bar: number, div: number): HTMLElement | undefined {
    const drawn = this.#sheet.drawnLineOf(bar);
    if (drawn === undefined) {
      this.hide();
      return this.#sheet.elementOf(bar);
    }
    const { map, element } = drawn;
    if (this.#line?.element !== element || this.#line.map !== map || !this.#element.isConnected) {
      this.#line = drawn;
      const top = (map.staves[0]?.top ?? 0) - 10;
      const bottom = (map.staves.at(-1)?.lowest ?? map.height) + 10;
      this.#element.style.top = `${top * map.unitPx}px`;
      this.#element.style.height = `${(bottom - top) * map.unitPx}px`;
      element.append(this.#element);
    }
    this.#element.hidden = false;
    this.#element.dataset['div'] = String(Math.round(div));
    this.#element.style.transform = `translateX(${xAtDiv(map, div) * map.unitPx}px)`;
    return element;
  }

  hide(): void {
    this.#element.hidden = true;
  }
}
