import type { Bar, Ottava, Score, StaffBar, TempoMark, Transposition } from '../score/model.ts';

/** The notation of a few bars of all parts; indices inside it count from the start of the score. */
export interface ScoreSlice {
  /** Index of the first bar into `Score.bars`. */
  readonly first: number;
  readonly bars: readonly Bar[];
  readonly tempoMarks: readonly TempoMark[];
  /** In the order of the parts. */
  readonly parts: readonly PartSlice[];
}

export interface PartSlice {
  /** `Part.transposition`: its staves have key signatures of their own. */
  readonly transposition: Transposition | null;
  readonly staves: readonly StaffSlice[];
}

export interface StaffSlice {
  readonly bars: readonly StaffBar[];
  /** Those that touch any bar of the slice, whole. */
  readonly ottavas: readonly Ottava[];
}

/**
 * Bars `first` … `first + count - 1` of a score, clipped to the bars there are.
 * @param first index into `Score.bars`, ≥ 0
 */
export function sliceBars(score: Score, first: number, count: number): ScoreSlice {
  const end = Math.min(first + count, score.bars.length);
  return {
    first,
    bars: score.bars.slice(first, end),
    tempoMarks: score.tempoMarks.filter((mark) => mark.barIndex >= first && mark.barIndex < end),
    parts: score.parts.map((part) => ({
      transposition: part.transposition ?? null,
      staves: part.staves.map((staff) => ({
        bars: staff.bars.slice(first, end),
        ottavas: staff.ottavas.filter(({ startBar, endBar }) => startBar < end && endBar >= first),
      })),
    })),
  };
}
