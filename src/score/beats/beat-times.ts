import type { Tracking } from './tracking.ts';

/** A beat and the second it falls on. */
export interface BeatTime {
  /** Ticks since the first barline. */
  readonly tick: number;
  readonly sec: number;
}

/** How much the tempo's bends weigh against the attacks' distances from the beat. */
const STIFFNESS = 0.6;
/** The same where the tempo is steady: a drift over bars is followed, an attack that strays is not. */
const STEADY_STIFFNESS = 30;
/** How much the usual beat weighs: nothing, but where the attacks say nothing of the tempo. */
const USUAL_WEIGHT = 1e-4;
/** No beat is shorter, whatever stumbles. */
const SHORTEST_BEAT_SEC = 0.05;

/**
 * Times of all beats from the first attack to the last, from where attacks fall in the score: the
 * curve that stays near the attacks and bends little (least squares with a penalty on second
 * differences, Whittaker 1923), solved as a banded system in linear time.
 */
export function beatTimes({ placed, isSteady, model }: Tracking, ticksPerBeat: number): BeatTime[] {
  const stiffness = isSteady ? STEADY_STIFFNESS : STIFFNESS;
  const firstTick = Math.floor((placed[0]?.tick ?? 0) / ticksPerBeat) * ticksPerBeat;
  const lastTick = Math.max(
    firstTick + ticksPerBeat,
    Math.ceil((placed.at(-1)?.tick ?? 0) / ticksPerBeat) * ticksPerBeat,
  );
  const count = (lastTick - firstTick) / ticksPerBeat + 1;
  // Normal equations of a pentadiagonal, symmetric system: three diagonals are kept.
  const d0 = new Float64Array(count);
  const d1 = new Float64Array(count);
  const d2 = new Float64Array(count);
  const rhs = new Float64Array(count);
  const add = (band: Float64Array, at: number, value: number): void => {
    band[at] = (band[at] ?? 0) + value;
  };
  for (const { tick, sec } of placed) {
    const beat = (tick - firstTick) / ticksPerBeat;
    const low = Math.min(count - 2, Math.floor(beat));
    const share = beat - low;
    // An attack on the beat says where the beat is; one between beats says so of two, and less.
    const weight = share === 0 || share === 1 ? 1 : 0.4;
    add(d0, low, weight * (1 - share) ** 2);
    add(d0, low + 1, weight * share ** 2);
    add(d1, low, weight * share * (1 - share));
    add(rhs, low, weight * (1 - share) * sec);
    add(rhs, low + 1, weight * share * sec);
  }
  for (let at = 0; at + 2 < count; at += 1) {
    add(d0, at, stiffness);
    add(d0, at + 1, 4 * stiffness);
    add(d0, at + 2, stiffness);
    add(d1, at, -2 * stiffness);
    add(d1, at + 1, -2 * stiffness);
    add(d2, at, stiffness);
  }
  for (let at = 0; at + 1 < count; at += 1) {
    add(d0, at, USUAL_WEIGHT);
    add(d0, at + 1, USUAL_WEIGHT);
    add(d1, at, -USUAL_WEIGHT);
    add(rhs, at, -USUAL_WEIGHT * model.beatSec);
    add(rhs, at + 1, USUAL_WEIGHT * model.beatSec);
  }
  for (let at = 0; at < count; at += 1) add(d0, at, 1e-9);
  let before = -Infinity;
  return Array.from(solve(d0, d1, d2, rhs), (solved, index) => {
    before = Math.max(solved, before + SHORTEST_BEAT_SEC);
    return { tick: firstTick + index * ticksPerBeat, sec: before };
  });
}

/** LDLᵀ of a pentadiagonal symmetric positive matrix. */
function solve(
  d0: Float64Array,
  d1: Float64Array,
  d2: Float64Array,
  rhs: Float64Array,
): Float64Array {
  const n = d0.length;
  const pivot = new Float64Array(n);
  const l1 = new Float64Array(n);
  const l2 = new Float64Array(n);
  const y = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    const a = l1[i - 1] ?? 0;
    const b = l2[i - 2] ?? 0;
    const p1 = pivot[i - 1] ?? 0;
    const p2 = pivot[i - 2] ?? 0;
    pivot[i] = (d0[i] ?? 0) - a * a * p1 - b * b * p2;
    const p = pivot[i] ?? 1;
    l1[i] = ((d1[i] ?? 0) - (l1[i - 1] ?? 0) * (l2[i - 1] ?? 0) * p1) / p;
    l2[i] = (d2[i] ?? 0) / p;
    y[i] = (rhs[i] ?? 0) - a * (y[i - 1] ?? 0) - b * (y[i - 2] ?? 0);
  }
  const x = new Float64Array(n);
  for (let i = n - 1; i >= 0; i -= 1) {
    x[i] =
      (y[i] ?? 0) / (pivot[i] ?? 1) -
      (l1[i] ?? 0) * (x[i + 1] ?? 0) -
      (l2[i] ?? 0) * (x[i + 2] ?? 0);
  }
  return x;
}
