import { bytesOfBase64 } from '../../nets/base64.ts';
import { denseLayers, runDense } from '../../nets/dense.ts';
import type { DenseLayer } from '../../nets/dense.ts';
import { logSumOfExponentials } from '../../nets/log-sum.ts';
import { VALUE_FEATURES, valueFeatures } from './value-features.ts';
import { placesOf } from './value-places.ts';
import type { StaffView } from './value-places.ts';
import { VALUE_WEIGHTS } from './value-weights.ts';

/** Inputs, hidden units and outputs. */
const SIZES = [VALUE_FEATURES, 64, 32, 7];

/**
 * How unlikely it is, in nats, that a note ends so many moments of its staff on: before the next one, at
 * it, at the second, third, fourth, at one of the fifth to seventh, or later. By note index, seven each.
 */
export type EndCosts = Float32Array;

const ENDS = 7;

/** Moments that share the last two outputs. */
const FIFTH_TO_SEVENTH = 3;
const LATER = 8;

/** So many notes go through the net at once: their features stay in the processor's cache. */
const BATCH = 64;

let net: readonly DenseLayer[] | undefined;

/**
 * What each way to end each note of a staff costs: a small net over `valueFeatures`, trained on songs and
 * quartets. `scripts/training/values/README.md` says how.
 */
export function endCosts(staff: StaffView): EndCosts {
  net ??= denseLayers(SIZES, new Float32Array(bytesOfBase64(VALUE_WEIGHTS).buffer));
  const places = placesOf(staff);
  const batch = new Float64Array(BATCH * VALUE_FEATURES);
  const rows = Array.from({ length: BATCH }, (_, row) =>
    batch.subarray(row * VALUE_FEATURES, (row + 1) * VALUE_FEATURES),
  );
  let most = -1;
  for (const { notes } of staff.moments) {
    for (const { noteIndex } of notes) most = Math.max(most, noteIndex);
  }
  const costs = new Float32Array(ENDS * (1 + most));
  const waiting: number[] = [];
  const flush = (): void => {
    const out = runDense(net ?? [], batch.subarray(0, waiting.length * VALUE_FEATURES));
    waiting.forEach((noteIndex, row) => {
      writeCosts(out, ENDS * row, costs, ENDS * noteIndex);
    });
    waiting.length = 0;
  };
  staff.moments.forEach(({ notes }, moment) => {
    notes.forEach(({ noteIndex }, at) => {
      const row = rows[waiting.length];
      if (row === undefined) return;
      valueFeatures(staff, places, moment, at, row);
      if (waiting.push(noteIndex) === BATCH) flush();
    });
  });
  flush();
  return costs;
}

/** From so many moments on, it costs the same wherever a note ends. */
export const FAR_MOMENTS = 8;

/** What it costs a note to end at the moment so many on; 0 is before the next one. */
export function endCost(costs: EndCosts, noteIndex: number, moments: number): number {
  const at = ENDS * noteIndex;
  if (moments <= 4) return costs[at + moments] ?? 0;
  if (moments < FAR_MOMENTS) return (costs[at + 5] ?? 0) + Math.log(FIFTH_TO_SEVENTH);
  return (costs[at + 6] ?? 0) + Math.log(LATER);
}

/** Negative logarithms of the chances that outputs stand for. */
function writeCosts(out: Float64Array, row: number, costs: EndCosts, to: number): void {
  const total = logSumOfExponentials(out, row, ENDS);
  for (let end = 0; end < ENDS; end += 1) costs[to + end] = total - (out[row + end] ?? 0);
}
