import type { ScoreHeader } from '../../protocol/header.ts';
import type { Bar, Ottava, StaffBar, TempoMark } from '../../score/model.ts';
import type { KeySignature } from '../../score/time.ts';

/** One bar of all staves, top to bottom. */
export interface BarColumn {
  /** Index into all bars of the score. */
  readonly index: number;
  readonly bar: Bar;
  readonly staffBars: readonly StaffBar[];
  /** The key signature of each staff: transposing parts have their own. */
  readonly keys: readonly KeySignature[];
  /** For each staff, the ottava brackets that touch this bar. */
  readonly ottavas: readonly (readonly Ottava[])[];
  readonly tempoMarks: readonly TempoMark[];
}

/** What one line of music is drawn from. */
export interface SystemInput {
  readonly header: ScoreHeader;
  readonly bars: readonly BarColumn[];
  /** The bar before the line; undefined at the start of the score. */
  readonly previous: BarColumn | undefined;
  /** The bar after the line, for the changes announced at its end; undefined at the end of the score. */
  readonly next: BarColumn | undefined;
  /** Room for the whole line, names included, in units (a staff space is 10). */
  readonly width: number;
  readonly isFirst: boolean;
}

/**
 * What a line is drawn from.
 * @param columns its bars, with the one before and the one after where there are such
 * @param line its first bar and the one after its last
 * @param width as in `SystemInput`
 */
export function systemInput(
  header: ScoreHeader,
  columns: readonly BarColumn[],
  { first, end }: { readonly first: number; readonly end: number },
  width: number,
): SystemInput {
  return {
    header,
    bars: columns.filter(({ index }) => index >= first && index < end),
    previous: columns.find(({ index }) => index === first - 1),
    next: columns.find(({ index }) => index === end),
    width,
    isFirst: first === 0,
  };
}

/** A staff of the score, in order from the top. */
export interface StaffPlace {
  readonly partIndex: number;
  readonly partId: string;
  /** 0 for the upper staff of a grand staff. */
  readonly staffIndex: number;
}

/** All staves of a score, top to bottom. */
export function stavesOf(header: ScoreHeader): StaffPlace[] {
  return header.parts.flatMap((part, partIndex) =>
    Array.from({ length: part.staffCount }, (_, staffIndex) => ({
      partIndex,
      partId: part.id,
      staffIndex,
    })),
  );
}
