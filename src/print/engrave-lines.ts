import { scoreHeader } from '../protocol/header.ts';
import { sliceBars } from '../protocol/slice.ts';
import type { Score } from '../score/model.ts';
import { columnsOf } from '../viewer/bar-store.ts';
import { lineRoom } from '../viewer/engraving/line-room.ts';
import { systemInput } from '../viewer/engraving/system-input.ts';
import { drawSystem } from '../viewer/engraving/system.ts';
import { breakLines } from '../viewer/layout/line-breaks.ts';
import { PaperElement } from './drawing/paper-element.ts';

/** A line of music drawn for paper: the bars from `first` up to, not with, `end`. */
export interface PaperLine {
  readonly first: number;
  readonly end: number;
  readonly drawing: PaperElement;
  /** Why bars are missing. */
  readonly failures: readonly string[];
}

/**
 * Breaks a score into lines and draws them, one after the other, as on the screen.
 * @param width of a line, in units (a staff space is 10)
 * @param scale size of a unit in points
 */
export function* engraveLines(score: Score, width: number, scale: number): Generator<PaperLine> {
  const header = scoreHeader(score);
  const room = lineRoom(header, sliceBars(score, 0, 1), width);
  for (const line of breakLines(header.barWeights, room.first, room.others)) {
    const from = Math.max(line.first - 1, 0);
    const columns = columnsOf(sliceBars(score, from, line.end + 1 - from));
    const steps = drawSystem(systemInput(header, columns, line, width), scale);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    // The engraver was handed `PaperElement`s to draw with: see `provideDocument`.
    const drawing: unknown = step.value.svg;
    if (!(drawing instanceof PaperElement)) throw new TypeError('Not drawn for paper.');
    yield { ...line, drawing, failures: step.value.failures };
  }
}
