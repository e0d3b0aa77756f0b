import type { Score } from '../../score/model.ts';
import { DIVS_PER_QUARTER, type NoteType } from '../../score/time.ts';
import { el, type Xml } from './xml.ts';

/** The unit of a file's durations, chosen as long as every duration in it is a whole number. */
export interface Unit {
  /** Units in a quarter note: the `divisions` of the file. */
  readonly perQuarter: number;
  /** A length or position in divs, in units. */
  readonly of: (divs: number) => number;
}

/** The longest unit in which all notes, rests and bars of a score can be counted. */
export function unitOf(score: Score): Unit {
  let divs = DIVS_PER_QUARTER;
  for (const bar of score.bars) divs = greatestCommonDivisor(divs, bar.lengthDivs);
  for (const part of score.parts) {
    for (const staff of part.staves) {
      for (const { voices } of staff.bars) {
        for (const { elements } of voices) {
          for (const element of elements) divs = greatestCommonDivisor(divs, element.durationDivs);
        }
      }
    }
  }
  return { perQuarter: DIVS_PER_QUARTER / divs, of: (length) => length / divs };
}

function greatestCommonDivisor(a: number, b: number): number {
  let [big, small] = [a, Math.round(b)];
  while (small > 0) [big, small] = [small, big % small];
  return big;
}

const TYPE_NAMES: Readonly<Record<NoteType, string>> = {
  0.5: 'breve',
  1: 'whole',
  2: 'half',
  4: 'quarter',
  8: 'eighth',
  16: '16th',
  32: '32nd',
  64: '64th',
  128: '128th',
};

/** MusicXML's name of a note value without its dots. */
export function typeName(type: NoteType): string {
  return TYPE_NAMES[type];
}

/** An element for each dot. */
export function dotElements(name: string, dots: number): readonly Xml[] {
  return Array.from({ length: dots }, () => el(name, {}));
}
