import type { TimeSignature } from '../time.ts';
import { PLACES } from './beat-net.ts';

/** Ticks a beat is divided in for tracking: enough for 32nds and triplets. */
export const TICKS_PER_BEAT = 24;

/** A place in the bar where notes may fall. */
export interface Position {
  /** From the barline, in ticks. */
  readonly tick: number;
  /** What the net calls such a place; those of one kind are struck equally often in one piece. */
  readonly place: number;
  /** How likely something is struck here. */
  readonly chance: number;
}

/** How a bar is built: so many beats, each in two or in three. */
export interface MetreModel {
  readonly id: string;
  readonly beatsPerBar: number;
  readonly isCompound: boolean;
  readonly positions: readonly Position[];
  /** What it may be written as, the usual one first. */
  readonly times: readonly TimeSignature[];
  /** Where the beat is expected, in seconds. */
  readonly beatSec: number;
}

interface Division {
  readonly tick: number;
  readonly place: number;
  readonly chance: number;
}

/**
 * Chances by metrical strength; orders of magnitude as published for common-practice and popular
 * music (Temperley 2007, ch. 3; Huron 2006, ch. 10), not fitted.
 */
const SIMPLE: readonly Division[] = [
  { tick: 12, place: PLACES.half, chance: 0.45 },
  { tick: 6, place: PLACES.quarter, chance: 0.17 },
  { tick: 18, place: PLACES.quarter, chance: 0.17 },
  { tick: 8, place: PLACES.third, chance: 0.03 },
  { tick: 16, place: PLACES.twoThirds, chance: 0.04 },
  { tick: 3, place: PLACES.fine, chance: 0.008 },
  { tick: 9, place: PLACES.fine, chance: 0.008 },
  { tick: 15, place: PLACES.fine, chance: 0.008 },
  { tick: 21, place: PLACES.fine, chance: 0.008 },
  { tick: 4, place: PLACES.sixth, chance: 0.006 },
  { tick: 20, place: PLACES.sixth, chance: 0.006 },
];

const COMPOUND: readonly Division[] = [
  { tick: 8, place: PLACES.third, chance: 0.5 },
  { tick: 16, place: PLACES.twoThirds, chance: 0.6 },
  { tick: 4, place: PLACES.sixth, chance: 0.15 },
  { tick: 12, place: PLACES.sixth, chance: 0.15 },
  { tick: 20, place: PLACES.sixth, chance: 0.15 },
  { tick: 2, place: PLACES.fine, chance: 0.004 },
  { tick: 6, place: PLACES.fine, chance: 0.004 },
  { tick: 10, place: PLACES.fine, chance: 0.004 },
  { tick: 14, place: PLACES.fine, chance: 0.004 },
  { tick: 18, place: PLACES.fine, chance: 0.004 },
  { tick: 22, place: PLACES.fine, chance: 0.004 },
];

/** How likely beats are struck, by their strength. */
export const CHANCES_ON_BEATS = { downbeat: 0.88, halfBar: 0.75, beat: 0.7 } as const;

export type BeatStrength = keyof typeof CHANCES_ON_BEATS;

/** Of a beat of a bar of so many. */
export function strengthOf(beat: number, beatsPerBar: number): BeatStrength {
  if (beat === 0) return 'downbeat';
  return beatsPerBar === 4 && beat === 2 ? 'halfBar' : 'beat';
}

function model(
  beatsPerBar: number,
  isCompound: boolean,
  beatSec: number,
  times: readonly TimeSignature[],
): MetreModel {
  const positions = Array.from({ length: beatsPerBar }, (_, beat): Position[] => {
    const strength = strengthOf(beat, beatsPerBar);
    const tick = beat * TICKS_PER_BEAT;
    const divisions = isCompound ? COMPOUND : SIMPLE;
    return [
      { place: PLACES[strength], chance: CHANCES_ON_BEATS[strength], tick },
      ...divisions.map((each) => ({ ...each, tick: tick + each.tick })),
    ];
  })
    .flat()
    .sort((a, b) => a.tick - b.tick);
  const id = `${beatsPerBar} in ${isCompound ? 3 : 2}`;
  return { id, beatsPerBar, isCompound, positions, times, beatSec };
}

const time = (beats: number, beatType: TimeSignature['beatType']): TimeSignature => ({
  beats,
  beatType,
});

const TWO = [time(2, 4), time(2, 2)];
const THREE = [time(3, 4), time(3, 8), time(3, 2)];
const FOUR = [time(4, 4), time(4, 8)];

/** The bars looked for, and what each may be written as: beats in three may be triplets throughout. */
export const METRE_MODELS: readonly MetreModel[] = [
  model(4, false, 0.55, FOUR),
  model(2, false, 0.65, TWO),
  model(3, false, 0.6, THREE),
  model(2, true, 0.8, [time(6, 8), time(6, 4), ...TWO]),
  model(4, true, 0.75, [time(12, 8), ...FOUR]),
  model(3, true, 0.8, [time(9, 8), ...THREE]),
  model(5, false, 0.5, [time(5, 4)]),
];

/** The model of a metre somebody told: a known one, or one made for it. */
export function modelOf(told: TimeSignature): MetreModel {
  const isCompound = told.beats > 3 && told.beats % 3 === 0;
  const beats = isCompound ? told.beats / 3 : told.beats;
  const known = METRE_MODELS.find(
    (each) => each.beatsPerBar === beats && each.isCompound === isCompound,
  );
  const made = known ?? model(beats, isCompound, isCompound ? 0.8 : 0.55, [told]);
  return { ...made, times: [told] };
}
