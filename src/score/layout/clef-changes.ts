import type { Instrument } from '../../transcription/model.ts';
import type { Clef } from '../model.ts';
import { ALTO, BASS, linesOf, PERCUSSION, TENOR, TREBLE, VIOLA } from './clefs.ts';
import { isKeyboard } from './hands.ts';

/** Ledger lines that are read with ease: more at a keyboard, where the other clef is the other hand's. */
const EASY_LEDGERS = 1;
const EASY_LEDGERS_OF_KEYBOARDS = 2;
/** A change of clef costs as much as so many ledger lines too many, so it is for a passage. */
const CHANGE_COST = 8;
/** To begin in another clef than the part's own. */
const START_COST = 8;

/** Cello, trombone, bassoon. */
const TENOR_PLAYERS: readonly number[] = [42, 57, 70];

/**
 * The clef of each bar of a staff: the part's own, or for a passage that would hang on ledger lines
 * another that the instrument's players read (Gould 2011, ch. 1). A Viterbi search over the bars.
 * @param pitchesByBar written pitches, as MIDI numbers, of what is struck in each bar
 */
export function clefsAlong(
  instrument: Instrument,
  own: Clef,
  pitchesByBar: readonly (readonly number[])[],
): Clef[] {
  const clefs = clefsOf(instrument, own);
  const [first = own] = clefs;
  const easy = isKeyboard(instrument.program) ? EASY_LEDGERS_OF_KEYBOARDS : EASY_LEDGERS;
  if (clefs.length === 1) return pitchesByBar.map(() => first);
  const trail: number[][] = [];
  let costs: number[] = clefs.map((clef) => (clef === own ? 0 : START_COST));
  pitchesByBar.forEach((pitches, bar) => {
    const cheapest = costs.indexOf(Math.min(...costs));
    const from = clefs.map((_, at) => {
      const moved = (costs[cheapest] ?? 0) + CHANGE_COST;
      return bar > 0 && moved < (costs[at] ?? 0) ? cheapest : at;
    });
    costs = clefs.map((clef, at) => {
      const before = from[at] ?? at;
      const change = before === at ? 0 : CHANGE_COST;
      return (costs[before] ?? 0) + change + ledgerCost(pitches, clef, easy);
    });
    trail.push(from);
  });
  const chosen: Clef[] = [];
  let at = costs.indexOf(Math.min(...costs));
  for (const from of trail.reverse()) {
    chosen.push(clefs[at] ?? own);
    at = from[at] ?? at;
  }
  return chosen.reverse();
}

/** The clefs that players of an instrument read, the part's own first. */
function clefsOf({ program, isDrum }: Instrument, own: Clef): readonly Clef[] {
  if (isDrum || own === PERCUSSION) return [own];
  const others = isKeyboard(program)
    ? [TREBLE, BASS]
    : program === VIOLA
      ? [ALTO, TREBLE]
      : TENOR_PLAYERS.includes(program)
        ? [BASS, TENOR, TREBLE]
        : [];
  return [own, ...others.filter((clef) => clef !== own)];
}

/** Ledger lines beyond the easy ones, of all notes together. */
function ledgerCost(pitches: readonly number[], clef: Clef, easy: number): number {
  const [bottom, top] = linesOf(clef);
  return pitches.reduce((sum, pitch) => {
    const steps = Math.round((Math.max(0, bottom - pitch, pitch - top) * 7) / 12);
    return sum + Math.max(0, Math.floor(steps / 2) - easy);
  }, 0);
}
