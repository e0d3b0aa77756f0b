import { HEARD_BEAT_STEP, HEARD_BEATS, SHORTEST_HEARD_BEAT_SEC } from './beat-net.ts';
import type { Impression } from './beat-net.ts';

/** Weight of how often places are struck: the net has heard how dense the music is. */
export const STRIKE_WEIGHT = 0.5;
/** Cost of giving an attack no place in the score, before the net is asked. */
export const NO_PLACE_COST = 5;
/** Weight of what the net says of the tempo, an attack a quarter of a second: its neighbours say the same. */
const TEMPO_WEIGHT = 0.15;
const TEMPO_WEIGHT_SEC = 0.25;
/** Spread of the logarithm of the tempo around what is usual. */
const TEMPO_SPREAD = 0.35;
/** The same around a tempo somebody told. */
const TOLD_TEMPO_SPREAD = 0.07;

/** Cost, in nats, of a beat so long where another is usual, or told. */
export function beatCost(beatSec: number, usualSec: number, toldSec: number | undefined): number {
  const off =
    Math.log(beatSec / (toldSec ?? usualSec)) /
    (toldSec === undefined ? TEMPO_SPREAD : TOLD_TEMPO_SPREAD);
  return (off * off) / 2;
}

/** Cost, in nats, of beginning at one of so many places of the bar: most music begins on the barline. */
export function barlineCost(isOnBarline: boolean, places: number): number {
  return isOnBarline ? 0.5 : 1 + Math.log(places);
}

/** How much an attack counts for the tempo, so long after the one before. */
export function tempoWeight(waitSec: number): number {
  return TEMPO_WEIGHT * Math.min(1, waitSec / TEMPO_WEIGHT_SEC);
}

/** Log-probability the net gives a length of the beat at an attack, between its steps by line. */
export function heardBeat({ beats }: Impression, attack: number, beatSec: number): number {
  const step = Math.log(beatSec / SHORTEST_HEARD_BEAT_SEC) / HEARD_BEAT_STEP;
  const bin = Math.max(0, Math.min(HEARD_BEATS - 1, step));
  const low = Math.min(HEARD_BEATS - 2, Math.floor(bin));
  const share = bin - low;
  const at = attack * HEARD_BEATS + low;
  return (1 - share) * (beats[at] ?? 0) + share * (beats[at + 1] ?? 0);
}
