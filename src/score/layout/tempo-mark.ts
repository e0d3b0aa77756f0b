import { secAtDiv } from '../frame.ts';
import type { MetricalFrame } from '../frame.ts';
import type { Bar, TempoMark } from '../model.ts';
import { DIVS_PER_QUARTER } from '../time.ts';
import type { NoteValue } from '../time.ts';
import { metreOf } from './metre.ts';

/** The tempo mark over the first bar: the median beat, rounded as metronomes are. */
export function tempoMarksOf(
  frame: MetricalFrame,
  bars: readonly Bar[],
  swing: boolean,
): TempoMark[] {
  const first = bars[0];
  if (first === undefined) return [];
  const { beat, beatDivs } = beatOf(first);
  const lengths = bars
    .map((bar) => {
      const end = bar.startDiv + bar.lengthDivs;
      const sec = secAtDiv(frame.tempoMap, end) - secAtDiv(frame.tempoMap, bar.startDiv);
      return (sec * beatDivs) / bar.lengthDivs;
    })
    .sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1] ?? 0.5;
  const perMinute = Math.max(1, Math.round(60 / Math.max(median, 1e-3)));
  return [{ barIndex: 0, offsetDivs: 0, beat, perMinute, text: swing ? 'Swing' : '', swing }];
}

/** The unit the metre counts in, as a note value: a dotted quarter in 6/8, a half in 2/2. */
function beatOf(bar: Bar): { beat: NoteValue; beatDivs: number } {
  const metre = metreOf(bar.time);
  if (metre.isCompound) {
    const beat = { type: DIVS_PER_QUARTER * 6 === metre.cellDivs * 4 ? 4 : 8, dots: 1 } as const;
    return { beat, beatDivs: metre.cellDivs };
  }
  const type = bar.time.beatType === 2 ? 2 : bar.time.beatType >= 8 ? 8 : 4;
  return { beat: { type, dots: 0 }, beatDivs: (DIVS_PER_QUARTER * 4) / type };
}
