import { TICKS_PER_BEAT, type MetreModel } from './metre-models.ts';

/** Where the attacks fall in the score, by one reading of the metre. */
export interface Tracking {
  readonly model: MetreModel;
  /** Natural logarithm of the joint likelihood. */
  readonly logLikelihood: number;
  /** Whether the pulse is that of a machine or a good drummer: attacks stray from it, it does not bend to them. */
  readonly isSteady: boolean;
  /** The attacks that have a place in the score; ornaments and ghosts have none. */
  readonly placed: readonly PlacedAttack[];
}

export interface PlacedAttack {
  /** Index of the attack. */
  readonly attack: number;
  readonly sec: number;
  /** From the first barline at or before the first attack; never decreasing. */
  readonly tick: number;
  /** Length of the beat there. */
  readonly beatSec: number;
}

/** What is known about a piece before it is tracked. */
export interface TrackingHints {
  /** Length of the beat at the start. */
  readonly beatSec?: number;
  /** Index of an attack that lies on a barline. */
  readonly barlineAttack?: number;
}

/** Mean length of the beat over the first `steps` from attack to attack; half a second where no beat goes by. */
export function meanBeatSec({ placed }: Tracking, steps = Infinity): number {
  const first = placed[0];
  const last = placed[Math.min(steps, placed.length - 1)];
  if (first === undefined || last === undefined) return 0.5;
  const beats = (last.tick - first.tick) / TICKS_PER_BEAT;
  return beats > 0 && last.sec > first.sec ? (last.sec - first.sec) / beats : 0.5;
}
