import type { Transcription } from '../../transcription/model.ts';
import { divAtSec } from '../frame.ts';
import type { TempoMap } from '../frame.ts';
import { DIVS_PER_QUARTER } from '../time.ts';
import { cellIndexAt } from './cells.ts';
import type { Cell } from './cells.ts';
import type { HeardNote } from './heard.ts';

/** How eighths are played where they are written straight. */
export interface Swing {
  /** Where in the beat the second eighth is played: 1/2 is straight, 2/3 a triplet. */
  readonly share: number;
  /** 0–1 that the music swings. */
  readonly confidence: number;
}

/** Places in the beat by what they are: second eighths swung and straight, and what swing never has. */
const SWUNG = [0.56, 0.74] as const;
const STRAIGHT = [0.44, 0.55] as const;
const MIDDLE = [0.2, 0.43] as const;
/** Beats that must tell before anything is said, and how many times they must outnumber the others. */
const LEAST_BEATS = 12;
const SWUNG_AGAINST_STRAIGHT = 4;
/** Where more beats than this have a middle triplet, triplets are written. */
const MIDDLE_SHARE = 0.04;

/**
 * Whether the eighths of a performance are swung: in most divided beats the second eighth comes late
 * and hardly ever anything comes between (Friberg & Sundström 2002 measure 1.5–2.5 to 1). Triplets
 * played out, or a compound metre, are none.
 */
export function findSwing(
  performance: Transcription,
  cells: readonly Cell[],
  tempoMap: TempoMap,
): Swing {
  const beats = new Map<number, number[]>();
  for (const instrument of performance.instruments) {
    for (const note of instrument.notes) {
      const div = divAtSec(tempoMap, note.startSec);
      const index = cellIndexAt(cells, div);
      const cell = cells[index];
      if (cell === undefined || !canSwing(cell)) continue;
      const share = (div - cell.start) / cell.length;
      const beat = beats.get(index) ?? [];
      beats.set(index, beat);
      beat.push(share);
    }
  }
  const has = (beat: readonly number[], [from, to]: readonly [number, number]): boolean =>
    beat.some((share) => share >= from && share <= to);
  const all = [...beats.values()];
  const swung = all.filter((beat) => has(beat, SWUNG));
  const straight = all.filter((beat) => has(beat, STRAIGHT)).length;
  const middle = all.filter((beat) => has(beat, MIDDLE)).length;
  const shares = swung
    .flatMap((beat) => beat.filter((share) => share >= SWUNG[0] && share <= SWUNG[1]))
    .sort((a, b) => a - b);
  const share = shares[shares.length >> 1] ?? 0.5;
  const isSwing =
    swung.length >= LEAST_BEATS &&
    swung.length >= SWUNG_AGAINST_STRAIGHT * straight &&
    middle <= MIDDLE_SHARE * all.length;
  const told = swung.length + straight + middle;
  const confidence = told === 0 ? 0 : swung.length / told;
  return isSwing ? { share, confidence } : { share: 0.5, confidence: 1 - confidence };
}

function canSwing(cell: Cell): boolean {
  return !cell.metre.isCompound && cell.length === DIVS_PER_QUARTER;
}

/** The same notes as if played straight. */
export function unswing(
  notes: readonly HeardNote[],
  cells: readonly Cell[],
  share: number,
): HeardNote[] {
  const straighten = (div: number): number => {
    const cell = cells[cellIndexAt(cells, div)];
    if (cell === undefined || !canSwing(cell)) return div;
    const at = (div - cell.start) / cell.length;
    if (at < 0 || at > 1) return div;
    const straight = at < share ? (at * 0.5) / share : 0.5 + ((at - share) * 0.5) / (1 - share);
    return cell.start + straight * cell.length;
  };
  return notes.map((note) => ({
    ...note,
    playedStart: straighten(note.playedStart),
    playedEnd: straighten(note.playedEnd),
  }));
}
