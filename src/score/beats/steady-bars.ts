import type { Attack } from './attacks.ts';
import { PLACE_KINDS, PLACES } from './beat-net.ts';
import type { Impression } from './beat-net.ts';
import {
  barlineCost,
  beatCost,
  heardBeat,
  NO_PLACE_COST,
  STRIKE_WEIGHT,
  tempoWeight,
} from './evidence.ts';
import { TICKS_PER_BEAT } from './metre-models.ts';
import type { MetreModel } from './metre-models.ts';
import type { SteadyPulse } from './steady-pulse.ts';
import type { PlacedAttack, Tracking, TrackingHints } from './tracking.ts';

/** Pulses a beat may have; each divides its ticks. */
const PULSES_PER_BEAT = [1, 2, 3, 4, 6, 8, 12] as const;
const ALL_KINDS = Array.from({ length: PLACE_KINDS }, (_, kind) => kind);
const SHORTEST_BEAT_SEC = 0.15;
const LONGEST_BEAT_SEC = 2.2;

/** What is struck at one place of all bars of one length. */
interface Place {
  /** Per kind of place, the sum of what the net says of the attacks here. */
  readonly sums: Float64Array;
  /** How many bars have an attack here. */
  bars: number;
}

/** A beat as long as somebody told, to within this (in the logarithm), is that beat. */
const SAME_BEAT = 0.15;

/**
 * Readings of a steady piece in each metre, for each length of the beat the best one: the pulses are counted, so all
 * that is open is how many make a beat and which is the first of a bar, and all of it can be tried on the whole piece.
 * The evidence is that of `searchBars`. Empty where a beat was told that has no whole number of pulses.
 */
export function readSteadyBars(
  attacks: readonly Attack[],
  heard: Impression,
  models: readonly MetreModel[],
  pulse: SteadyPulse,
  hints: TrackingHints,
): Tracking[] {
  // Told another beat than it heard, the net still knows downbeats and ornaments.
  const kinds = hints.beatSec === undefined ? ALL_KINDS : [PLACES.downbeat, PLACES.ornament];
  return PULSES_PER_BEAT.flatMap((pulsesPerBeat) => {
    const beatSec = pulsesPerBeat * pulse.periodSec;
    if (!isPossible(beatSec, hints)) return [];
    const pulseTicks = TICKS_PER_BEAT / pulsesPerBeat;
    const tempo = hints.beatSec === undefined ? tempoLikelihood(attacks, heard, pulse, beatSec) : 0;
    // Metres of as many beats have the same places, and readings from the same one on the same attacks.
    const placesOf = new Map<number, Place[]>();
    const placedFrom = new Map<number, PlacedAttack[]>();
    return models.map((model) => {
      const places =
        placesOf.get(model.beatsPerBar) ??
        placesInBar(heard, pulse, pulsesPerBeat * model.beatsPerBar, kinds);
      placesOf.set(model.beatsPerBar, places);
      const { first, likelihood } = bestBarline(places, model, pulse, pulseTicks, hints);
      const usual = beatCost(beatSec, model.beatSec, hints.beatSec);
      const placed =
        placedFrom.get(first) ?? placeAttacks(attacks, pulse, first, pulseTicks, beatSec);
      placedFrom.set(first, placed);
      return { model, logLikelihood: likelihood + tempo - usual, isSteady: true, placed };
    });
  });
}

/** The attacks on the pulse, if the first of them is so many pulses into its bar. */
function placeAttacks(
  attacks: readonly Attack[],
  { places }: SteadyPulse,
  first: number,
  pulseTicks: number,
  beatSec: number,
): PlacedAttack[] {
  const placed: PlacedAttack[] = [];
  attacks.forEach(({ sec }, attack) => {
    const place = places[attack];
    if (place === undefined) return;
    placed.push({ attack, sec, tick: (place + first) * pulseTicks, beatSec });
  });
  return placed;
}

function isPossible(beatSec: number, { beatSec: toldSec }: TrackingHints): boolean {
  return toldSec === undefined
    ? beatSec >= SHORTEST_BEAT_SEC && beatSec <= LONGEST_BEAT_SEC
    : Math.abs(Math.log(beatSec / toldSec)) < SAME_BEAT;
}

function placesInBar(
  heard: Impression,
  { places }: SteadyPulse,
  pulsesPerBar: number,
  kinds: readonly number[],
): Place[] {
  const inBar = Array.from({ length: pulsesPerBar }, () => ({
    sums: new Float64Array(PLACE_KINDS),
    bars: 0,
  }));
  let before = -1;
  places.forEach((pulses, attack) => {
    const place = inBar[(pulses ?? -1) % pulsesPerBar];
    if (pulses === undefined || place === undefined) return;
    for (const kind of kinds) {
      const says = heard.places[attack * PLACE_KINDS + kind] ?? 0;
      place.sums[kind] = (place.sums[kind] ?? 0) + says;
    }
    if (pulses !== before) place.bars += 1;
    before = pulses;
  });
  return inBar;
}

/** How many pulses into its bar the first attack falls, and how likely the whole is then. */
function bestBarline(
  places: readonly Place[],
  model: MetreModel,
  pulse: SteadyPulse,
  pulseTicks: number,
  { barlineAttack }: TrackingHints,
): { first: number; likelihood: number } {
  const length = places.length;
  const bars = ((pulse.places.findLast((each) => each !== undefined) ?? 0) + 1) / length;
  const positions = Array.from({ length }, (_, at) =>
    model.positions.find(({ tick }) => tick === at * pulseTicks),
  );
  const unheard = model.positions
    .filter(({ tick }) => tick % pulseTicks !== 0)
    .reduce((sum, { chance }) => sum + STRIKE_WEIGHT * bars * Math.log(1 - chance), 0);
  const told = barlineAttack === undefined ? undefined : placeNear(pulse, barlineAttack);
  let best = { first: 0, likelihood: -Infinity };
  for (let first = 0; first < length; first += 1) {
    if (told !== undefined && (told + first) % length !== 0) continue;
    let likelihood = unheard - barlineCost(first === 0, length);
    places.forEach(({ sums, bars: struck }, at) => {
      const position = positions[(at + first) % length];
      if (position === undefined) {
        likelihood += (sums[PLACES.ornament] ?? 0) - NO_PLACE_COST * struck;
        return;
      }
      const silent = Math.max(0, bars - struck);
      const strikes = Math.log(position.chance) * struck + Math.log(1 - position.chance) * silent;
      likelihood += (sums[position.place] ?? 0) + STRIKE_WEIGHT * strikes;
    });
    if (likelihood > best.likelihood) best = { first, likelihood };
  }
  return best;
}

/** The place of an attack, or of its nearest neighbour that is on the pulse. */
function placeNear({ places }: SteadyPulse, attack: number): number | undefined {
  for (let away = 0; away < places.length; away += 1) {
    const place = places[attack - away] ?? places[attack + away];
    if (place !== undefined) return place;
  }
  return undefined;
}

/** What the net says of the beat at all attacks on the pulse. */
function tempoLikelihood(
  attacks: readonly Attack[],
  heard: Impression,
  { places }: SteadyPulse,
  beatSec: number,
): number {
  let sum = 0;
  attacks.forEach(({ sec }, attack) => {
    if (places[attack] === undefined) return;
    const waitSec = sec - (attacks[attack - 1]?.sec ?? -Infinity);
    sum += tempoWeight(waitSec) * heardBeat(heard, attack, beatSec);
  });
  return sum;
}
