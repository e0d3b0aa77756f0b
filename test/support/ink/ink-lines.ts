import { provideDocument } from '../../../src/print/drawing/paper-element.ts';
import { engraveLines } from '../../../src/print/engrave-lines.ts';
import { FontBook } from '../../../src/print/fonts/font-book.ts';
import { measuringCanvas } from '../../../src/print/fonts/measuring.ts';
import type { Score } from '../../../src/score/model.ts';
import { measureWith } from '../../../src/viewer/engraving/fonts.ts';
import { inkOf, type Ink } from './shapes.ts';

/** A line of music as engraved, without a browser. */
export interface InkedLine {
  readonly first: number;
  readonly end: number;
  readonly ink: readonly Ink[];
  readonly failures: readonly string[];
}

/** Engraves a whole score. @param width of its lines, in units (a staff space is 10) */
export async function inkLines(
  score: Score,
  width: number,
  fontsFolder: string,
): Promise<InkedLine[]> {
  const book = await FontBook.open(fontsFolder, []);
  provideDocument();
  measureWith(measuringCanvas(book));
  return [...engraveLines(score, width, 1)].map(({ drawing, ...line }) => ({
    ...line,
    ink: inkOf(drawing, book),
  }));
}
