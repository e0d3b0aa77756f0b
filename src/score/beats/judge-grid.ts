import { isSameTime, type TimeSignature } from '../time.ts';
import type { Attack } from './attacks.ts';
import { bytesOfBase64 } from '../../nets/base64.ts';
import { denseLayers, runDense } from '../../nets/dense.ts';
import type { DenseLayer } from '../../nets/dense.ts';
import { softmax } from '../../nets/softmax.ts';
import { HEARD_TIMES } from './beat-net.ts';
import { GRID_FEATURES, gridFeatures } from './grid-features.ts';
import { GRID_WEIGHTS } from './grid-weights.ts';
import type { MetreModel } from './metre-models.ts';
import type { PlacedAttack } from './tracking.ts';

/** Inputs, hidden units, and outputs: the metres of HEARD_TIMES, and none. */
const SIZES = [GRID_FEATURES, 32, HEARD_TIMES.length + 1];

/** A way to write bars. */
export interface Way {
  readonly time: TimeSignature;
  readonly share: number;
}

/** What a grid of beats may be, in nats. */
export interface GridJudgement {
  /** Log-probability that these are the beats of such bars, however written. */
  readonly logChance: number;
  /** The likeliest way to write them. */
  readonly time: TimeSignature;
  /** All ways to write them, with their shares of that probability, the likeliest first. */
  readonly ways: readonly Way[];
}

let net: readonly DenseLayer[] | undefined;

/** By metre of HEARD_TIMES, how likely a grid of beats is one of its; then of none. */
export type GridChances = readonly number[];

/**
 * Whether beats are the beats of a metre: a small net over `gridFeatures`, trained on right and wrong
 * grids over scores. `scripts/training/beats/README.md` says how good it is.
 */
export function gridChances(
  model: MetreModel,
  placed: readonly PlacedAttack[],
  attacks: readonly Attack[],
): GridChances {
  const secs = placed.map((each) => each.beatSec).sort((a, b) => a - b);
  return chancesOf(gridFeatures(placed, attacks, secs[secs.length >> 1] ?? model.beatSec));
}

/** What such chances say of a grid of beats read in a metre. */
export function judgeGrid(model: MetreModel, chances: GridChances): GridJudgement {
  const ways = model.times.map((time) => ({ time, chance: chances[indexOf(time)] ?? 1e-6 }));
  const sum = ways.reduce((total, { chance }) => total + chance, 0);
  const best = ways.reduce((a, b) => (b.chance > a.chance ? b : a));
  return {
    logChance: Math.log(sum + 1e-6),
    time: best.time,
    ways: ways
      .map(({ time, chance }) => ({ time, share: chance / Math.max(1e-12, sum) }))
      .sort((a, b) => b.share - a.share),
  };
}

function indexOf(time: TimeSignature): number {
  return HEARD_TIMES.findIndex((each) => isSameTime(each, time));
}

function chancesOf(features: readonly number[]): number[] {
  net ??= denseLayers(SIZES, new Float32Array(bytesOfBase64(GRID_WEIGHTS).buffer));
  return softmax(runDense(net, Float64Array.from(features)));
}
