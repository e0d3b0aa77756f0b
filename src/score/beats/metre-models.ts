import type { TimeSignature } from '../time.ts';

/** Ticks a beat is divided in for tracking: enough for 32nds and triplets. */
export const TICKS_PER_BEAT = 24;

/** A place in the bar where notes may fall. */
export interface Position {
  /** From the barline, in ticks. */
  readonly tick: number;
  /** Places of one kind (all half-beats, say) are struck equally often in one piece. */
  readonly kind: number;
  /** How likely something is struck here. */
  readonly chance: number;
  /** Mean accent of what is struck here. */
  readonly accent: number;
  /** Log-odds of drums being struck here, against anywhere. */
  readonly kick: number;
  readonly snare: number;
  readonly crash: number;
}

/** What a bar of one metre looks like to a listener. */
export interface MetreModel {
  readonly id: string;
  readonly time: TimeSignature;
  readonly beatsPerBar: number;
  readonly isCompound: boolean;
  readonly positions: readonly Position[];
  /** Log prior of meeting this metre in written music, and in music with a drum kit. */
  readonly prior: number;
  readonly priorWithDrums: number;
  /** Where the beat is expected, in seconds, and the spread of its logarithm. */
  readonly beatSec: number;
}

interface Division {
  readonly tick: number;
  readonly chance: number;
  readonly accent: number;
}

/**
 * Chances and accents by metrical strength; orders of magnitude as published for common-practice and
 * popular music (Temperley 2007, ch. 3; Huron 2006, ch. 10), not fitted.
 */
const SIMPLE: readonly Division[] = [
  { tick: 12, chance: 0.45, accent: -0.25 },
  { tick: 6, chance: 0.16, accent: -0.5 },
  { tick: 18, chance: 0.18, accent: -0.5 },
  { tick: 8, chance: 0.03, accent: -0.4 },
  { tick: 16, chance: 0.04, accent: -0.4 },
  { tick: 3, chance: 0.008, accent: -0.8 },
  { tick: 9, chance: 0.008, accent: -0.8 },
  { tick: 15, chance: 0.008, accent: -0.8 },
  { tick: 21, chance: 0.01, accent: -0.8 },
  { tick: 4, chance: 0.006, accent: -0.7 },
  { tick: 20, chance: 0.006, accent: -0.7 },
];

const COMPOUND: readonly Division[] = [
  { tick: 8, chance: 0.5, accent: -0.5 },
  { tick: 16, chance: 0.6, accent: -0.3 },
  { tick: 4, chance: 0.13, accent: -0.8 },
  { tick: 12, chance: 0.15, accent: -0.8 },
  { tick: 20, chance: 0.16, accent: -0.8 },
  { tick: 2, chance: 0.004, accent: -0.9 },
  { tick: 6, chance: 0.004, accent: -0.9 },
  { tick: 10, chance: 0.004, accent: -0.9 },
  { tick: 14, chance: 0.004, accent: -0.9 },
  { tick: 18, chance: 0.004, accent: -0.9 },
  { tick: 22, chance: 0.004, accent: -0.9 },
];

/** Shuffles and swing: written in four, heard in triplets whose middle is light. */
const SWING: readonly Division[] = COMPOUND.map((each) => ({
  ...each,
  chance: each.tick === 8 ? 0.3 : each.chance < 0.1 ? each.chance : each.tick === 16 ? 0.6 : 0.05,
  accent: each.tick === 16 ? -0.2 : each.accent,
}));

interface Beat {
  readonly chance: number;
  readonly accent: number;
  readonly kick: number;
  readonly snare: number;
  readonly crash: number;
}

const DOWNBEAT: Beat = { chance: 0.88, accent: 0.95, kick: 1, snare: -1.2, crash: 1.2 };
const HALF_BAR: Beat = { chance: 0.75, accent: 0.45, kick: 0.9, snare: -0.9, crash: -0.3 };
const BACKBEAT: Beat = { chance: 0.7, accent: 0.15, kick: -0.6, snare: 1, crash: -1 };
const WEAK_BEAT: Beat = { chance: 0.68, accent: 0.15, kick: -0.5, snare: 0.5, crash: -1 };
/** A compound beat is half a bar or nearly: heavier than a simple one. */
const COMPOUND_BEAT: Beat = { ...BACKBEAT, accent: 0.5 };
const OFFBEAT = { kick: -0.3, snare: -0.6, crash: -1 } as const;

function model(
  time: TimeSignature,
  beats: readonly Beat[],
  divisions: readonly Division[],
  share: number,
  shareWithDrums: number,
  beatSec: number,
): MetreModel {
  const positions = beats
    .flatMap((beat, index): Position[] => [
      { ...beat, kind: index === 0 ? 0 : 1, tick: index * TICKS_PER_BEAT },
      ...divisions.map((each) => ({
        ...OFFBEAT,
        ...each,
        kind: 2 + divisions.findIndex((other) => other.chance === each.chance),
        tick: index * TICKS_PER_BEAT + each.tick,
      })),
    ])
    .sort((a, b) => a.tick - b.tick);
  const isCompound = divisions === COMPOUND;
  const priors = { prior: Math.log(share), priorWithDrums: Math.log(shareWithDrums) };
  const id = `${time.beats}/${time.beatType}${divisions === SWING ? ' swing' : ''}`;
  return { id, time, beatsPerBar: beats.length, isCompound, positions, ...priors, beatSec };
}

const TWO = [DOWNBEAT, BACKBEAT];
const THREE = [DOWNBEAT, WEAK_BEAT, WEAK_BEAT];
const FOUR = [DOWNBEAT, BACKBEAT, HALF_BAR, BACKBEAT];
const COMPOUND_TWO = [DOWNBEAT, COMPOUND_BEAT];
const COMPOUND_THREE = [DOWNBEAT, COMPOUND_BEAT, COMPOUND_BEAT];
const COMPOUND_FOUR = [DOWNBEAT, COMPOUND_BEAT, HALF_BAR, COMPOUND_BEAT];

/**
 * The metres looked for, with their shares of written music and of music with drums (nearly all of it
 * in four; orders of magnitude), and the usual length of the beat.
 */
export const METRE_MODELS: readonly MetreModel[] = [
  model({ beats: 4, beatType: 4 }, FOUR, SIMPLE, 0.4, 0.7, 0.55),
  model({ beats: 2, beatType: 4 }, TWO, SIMPLE, 0.15, 0.02, 0.6),
  model({ beats: 3, beatType: 4 }, THREE, SIMPLE, 0.2, 0.06, 0.55),
  model({ beats: 6, beatType: 8 }, COMPOUND_TWO, COMPOUND, 0.12, 0.06, 0.8),
  model({ beats: 12, beatType: 8 }, COMPOUND_FOUR, COMPOUND, 0.04, 0.06, 0.75),
  model({ beats: 9, beatType: 8 }, COMPOUND_THREE, COMPOUND, 0.015, 0.002, 0.8),
  model({ beats: 4, beatType: 4 }, FOUR, SWING, 0.00002, 0.1, 0.5),
];

/** The models of a metre somebody told: those known, or one made for it. */
export function modelsOf(time: TimeSignature): readonly MetreModel[] {
  const known = METRE_MODELS.filter(
    (each) => each.time.beats === time.beats && each.time.beatType === time.beatType,
  );
  if (known.length > 0) return known;
  const isCompound = time.beats % 3 === 0 && time.beatType >= 8;
  const beats = isCompound ? time.beats / 3 : time.beats;
  const others = new Array<Beat>(Math.max(0, beats - 1)).fill(WEAK_BEAT);
  return [model(time, [DOWNBEAT, ...others], isCompound ? COMPOUND : SIMPLE, 1, 1, 0.55)];
}
