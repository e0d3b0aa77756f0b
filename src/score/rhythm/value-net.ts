import { bytesOfBase64 } from '../nets/base64.ts';
import { runDense } from '../nets/dense.ts';
import type { Units } from '../nets/dense.ts';
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

let weights: Float32Array | undefined;

/**
 * What each way to end each note of a staff costs: a small net over `valueFeatures`, trained on songs and
 * quartets. `scripts/training/values/README.md` says how.
 */
export function endCosts(staff: StaffView): EndCosts {
  weights ??= new Float32Array(bytesOfBase64(VALUE_WEIGHTS).buffer);
  const net = weights;
  const places = placesOf(staff);
  const units = SIZES.map((size) => new Float32Array(size));
  const [input = new Float32Array()] = units;
  const indices = staff.moments.flatMap(({ notes }) => notes.map((note) => note.noteIndex));
  const costs = new Float32Array(ENDS * (1 + indices.reduce((a, b) => Math.max(a, b), -1)));
  staff.moments.forEach(({ notes }, moment) => {
    notes.forEach((note, at) => {
      valueFeatures(staff, places, moment, at, input);
      writeCosts(runDense(units, net), costs, ENDS * note.noteIndex);
    });
  });
  return costs;
}

/** What it costs a note to end at the moment so many on; 0 is before the next one. */
export function endCost(costs: EndCosts, noteIndex: number, moments: number): number {
  const at = ENDS * noteIndex;
  if (moments <= 4) return costs[at + moments] ?? 0;
  if (moments <= 7) return (costs[at + 5] ?? 0) + Math.log(FIFTH_TO_SEVENTH);
  return (costs[at + 6] ?? 0) + Math.log(LATER);
}

/** Negative logarithms of the chances that outputs stand for. */
function writeCosts(out: Units, costs: EndCosts, from: number): void {
  let most = -Infinity;
  for (const value of out) most = Math.max(most, value);
  let sum = 0;
  for (const value of out) sum += Math.exp(value - most);
  const total = most + Math.log(sum);
  for (let end = 0; end < ENDS; end += 1) costs[from + end] = total - (out[end] ?? 0);
}
