import { barDivs, DIVS_PER_QUARTER, DIVS_PER_WHOLE } from '../time.ts';
import type { TimeSignature } from '../time.ts';

/**
 * What a time signature says about strong and weak places in a bar. `levels` are the periods of its
 * hierarchy from the bar down, in divs; the level of a position is the index of the first period it
 * is a multiple of, so 0 is the barline and larger is weaker.
 */
export interface Metre {
  readonly time: TimeSignature;
  readonly barDivs: number;
  /** The unit rhythms are read in: the beat, but never longer than a quarter or dotted quarter. */
  readonly cellDivs: number;
  /** Beats divide in three. */
  readonly isCompound: boolean;
  readonly levels: readonly number[];
}

const FINEST_DIVS = DIVS_PER_WHOLE / 128;

const known = new Map<string, Metre>();

/** The hierarchy of a time signature. */
export function metreOf(time: TimeSignature): Metre {
  const id = `${time.beats}/${time.beatType}`;
  const found = known.get(id);
  if (found !== undefined) return found;
  const made = makeMetre(time);
  known.set(id, made);
  return made;
}

function makeMetre(time: TimeSignature): Metre {
  const bar = barDivs(time);
  const unit = DIVS_PER_WHOLE / time.beatType;
  const isCompound = time.beats % 3 === 0 && time.beatType >= 8;
  const beat = isCompound ? 3 * unit : unit;
  const levels = [bar];
  const beats = bar / beat;
  if (beats > 2 && beats % 2 === 0 && beats <= 4) levels.push(bar / 2);
  if (beat < bar) levels.push(beat);
  let period = beat;
  if (isCompound) {
    period = unit;
    levels.push(period);
  }
  while (period % 2 === 0 && period / 2 >= FINEST_DIVS) {
    period /= 2;
    levels.push(period);
  }
  const cellDivs = isCompound ? beat : Math.min(beat, DIVS_PER_QUARTER);
  return { time, barDivs: bar, cellDivs, isCompound, levels };
}

/** The beat a metre is counted in, in divs: a dotted quarter in 6/8, a half in 2/2. */
export function beatDivsOf({ time, cellDivs, isCompound }: Metre): number {
  return isCompound ? cellDivs : DIVS_PER_WHOLE / time.beatType;
}

/** Level of a position in the bar: 0 at the barline, larger = weaker. */
export function levelAt(metre: Metre, offsetDivs: number): number {
  const { levels } = metre;
  for (let index = 0; index < levels.length; index += 1) {
    if (offsetDivs % (levels[index] ?? 1) === 0) return index;
  }
  return levels.length;
}

/** The strongest (smallest) level strictly inside a span, or Infinity if nothing metrical lies inside. */
export function strongestInside(metre: Metre, start: number, end: number): number {
  for (let index = 0; index < metre.levels.length; index += 1) {
    const period = metre.levels[index] ?? 1;
    if ((Math.floor(start / period) + 1) * period < end) return index;
  }
  return Infinity;
}
