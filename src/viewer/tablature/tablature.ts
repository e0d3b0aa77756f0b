import type { PartHeader, ScoreHeader } from '../../protocol/header.ts';
import type { TablatureAnswer } from '../../protocol/tablature.ts';
import type { Bridge } from '../bridge.ts';
import type { DrawnLine, Sheet } from '../sheet.ts';
import { drawTab } from './tab-strip.ts';

/** The strips under every line that show where a guitar or bass is fingered. */
export class Tablature {
  readonly #sheet: Sheet;
  readonly #fretted: readonly PartHeader[];
  readonly #revision: number;
  readonly #bridge: Pick<Bridge, 'send'>;
  readonly #known = new Map<string, TablatureAnswer>();
  #isShown = false;
  #isAsked = false;

  constructor(sheet: Sheet, header: ScoreHeader, revision: number, bridge: Pick<Bridge, 'send'>) {
    this.#sheet = sheet;
    this.#fretted = header.parts.filter(isFretted);
    this.#revision = revision;
    this.#bridge = bridge;
    sheet.onDrawn((line) => {
      if (this.#isShown) this.#draw(line);
    });
  }

  /** Whether any part has frets. */
  get isUseful(): boolean {
    return this.#fretted.length > 0;
  }

  /** Shows or hides the strips; the fingering is asked for when they are shown first. */
  show(isShown: boolean): void {
    this.#isShown = isShown;
    if (isShown && !this.#isAsked) {
      this.#isAsked = true;
      const revision = this.#revision;
      for (const { id } of this.#fretted) {
        this.#bridge.send({ type: 'request-tablature', revision, partId: id });
      }
    }
    for (const line of this.#sheet.drawnLines) {
      if (isShown) this.#draw(line);
      else removeStrips(line.element);
    }
  }

  /** A fingering has come. */
  receive(answer: TablatureAnswer): void {
    if (answer.stringCount === 0) return;
    this.#known.set(answer.partId, answer);
    if (this.#isShown) for (const line of this.#sheet.drawnLines) this.#draw(line);
  }

  #draw({ element, map }: DrawnLine): void {
    removeStrips(element);
    const drawing = element.firstElementChild;
    if (drawing === null) return;
    const strips = this.#fretted.flatMap(({ id, abbreviation }) => {
      const tab = this.#known.get(id);
      return tab === undefined ? [] : [drawTab(map, tab, abbreviation)];
    });
    // Next to the staves; a piano roll stays below.
    drawing.after(...strips);
  }
}

/** Guitars and basses, by General MIDI program. */
function isFretted({ program, isPercussion }: PartHeader): boolean {
  return !isPercussion && program >= 24 && program <= 39;
}

function removeStrips(line: Element): void {
  for (const strip of line.querySelectorAll(':scope > .stemstave-tab')) strip.remove();
}
