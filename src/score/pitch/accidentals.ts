import type { PrintedAccidental, Spelling } from '../model.ts';
import { keyAlter } from './line-of-fifths.ts';

/**
 * What a reader of one staff remembers: the key signature, the accidentals of this bar, and those of
 * the bar before, which a courtesy accidental takes back.
 */
export class AccidentalMemory {
  #fifths = 0;
  #bar = new Map<number, number>();
  #lastBar = new Map<number, number>();

  /** At every barline. */
  startBar(fifths: number): void {
    this.#lastBar = this.#bar;
    this.#bar = new Map();
    this.#fifths = fifths;
  }

  /**
   * The accidental to print with this note, remembered from here on; notes in reading order. A note
   * tied over from before needs none.
   */
  see(spelling: Spelling, tiedFromPrevious: boolean): PrintedAccidental | undefined {
    if (tiedFromPrevious) return undefined;
    const place = placeOf(spelling);
    const inForce = this.#inForce(spelling);
    const isNew = !this.#bar.has(place);
    this.#bar.set(place, spelling.alter);
    if (inForce !== spelling.alter) return { courtesy: false };
    const before = this.#lastBar.get(place);
    return isNew && before !== undefined && before !== spelling.alter
      ? { courtesy: true }
      : undefined;
  }

  /** Whether a note would have to be printed with an accidental here; nothing is remembered of it. */
  wants(spelling: Spelling): boolean {
    return this.#inForce(spelling) !== spelling.alter;
  }

  #inForce(spelling: Spelling): number {
    return this.#bar.get(placeOf(spelling)) ?? keyAlter(this.#fifths, spelling.step);
  }
}

/** A number for each line and space. */
function placeOf({ step, octave }: Spelling): number {
  return 7 * octave + 'CDEFGAB'.indexOf(step);
}
