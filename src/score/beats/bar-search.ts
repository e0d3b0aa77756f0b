import { haveDrums } from './attacks.ts';
import type { Attack } from './attacks.ts';
import {
  HEARD_BEAT_STEP,
  HEARD_BEATS,
  PLACE_KINDS,
  PLACES,
  SHORTEST_HEARD_BEAT_SEC,
} from './beat-net.ts';
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
import type { PlacedAttack, Tracking, TrackingHints } from './tracking.ts';

/** Beats from 20 to 400 a minute, in steps of 3 %. */
const SHORTEST_BEAT_SEC = 0.15;
const TEMPO_STEP = 0.03;
const TEMPI = 100;
/** The tempo may drift this many steps between neighbouring attacks. */
const DRIFT = 5;
/** Spread of an attack around where it is expected: a fixed part, and one that grows with the wait. */
const JITTER_SEC = 0.018;
const JITTER_OF_WAIT = 0.04;
/** Spread of the drift of log tempo over one beat; with drums, over one beat of a band. */
const DRIFT_PER_BEAT = 0.06;
const DRIFT_PER_BEAT_WITH_DRUMS = 0.03;
/** Against a reading that denies a barline somebody told; below the beam, so that none is lost. */
const NOT_THE_BARLINE_COST = 60;
/** Readings this much less likely than the best (in nats) are given up. */
const BEAM = 14;
const MAX_READINGS = 90;
/** Attacks at one place of the score (ornaments, spread chords) lie within this. */
const SAME_PLACE_SEC = 0.09;
const SAME_PLACE_COST = 3.5;

const BEAT_SECS = Float64Array.from(
  { length: TEMPI },
  (_, index) => SHORTEST_BEAT_SEC * Math.exp(TEMPO_STEP * index),
);

/** Per-metre tables the search runs on. */
class Tables {
  readonly count: number;
  readonly barTicks: number;
  readonly tickOf: Int32Array;
  readonly placeOf: Int32Array;
  /** Cost of silence at all positions before this one in the bar. */
  readonly silence: Float64Array;
  readonly barSilence: number;
  /** Index of the last position at or before a tick of the bar. */
  readonly atTick: Int32Array;
  readonly struck: Float64Array;
  readonly beatSec: number;

  constructor({ positions, beatsPerBar, beatSec }: MetreModel) {
    const chances = positions.map((each) => each.chance);
    this.count = positions.length;
    this.barTicks = beatsPerBar * TICKS_PER_BEAT;
    this.beatSec = beatSec;
    this.tickOf = Int32Array.from(positions, (each) => each.tick);
    this.placeOf = Int32Array.from(positions, (each) => each.place);
    this.silence = new Float64Array(this.count + 1);
    this.struck = Float64Array.from(chances, (chance) => -STRIKE_WEIGHT * Math.log(chance));
    chances.forEach((chance, index) => {
      this.silence[index + 1] = (this.silence[index] ?? 0) - STRIKE_WEIGHT * Math.log(1 - chance);
    });
    this.barSilence = this.silence[this.count] ?? 0;
    this.atTick = new Int32Array(this.barTicks);
    let at = 0;
    for (let tick = 0; tick < this.barTicks; tick += 1) {
      while ((this.tickOf[at + 1] ?? Infinity) <= tick) at += 1;
      this.atTick[tick] = at;
    }
  }
}

/** The readings alive after one attack, with the way each came about. */
interface Step {
  readonly parents: Int32Array;
  /** Ticks since the first barline, of the last attack that has a place. */
  readonly ticks: Int32Array;
  /** Index of the last attack that has a place. */
  readonly lasts: Int32Array;
  /** Place × tempo. */
  readonly states: Int32Array;
}

/**
 * The likeliest reading of the attacks in one metre: a Viterbi search over place in the bar × tempo
 * (the bar-pointer model of Whiteley, Cemgil & Godsill 2006 and Krebs, Böck & Widmer 2015, stepping
 * from attack to attack as the metrical HMM of Nakamura, Yoshii & Sagayama 2017 does, with a beam), on
 * what a net hears of each attack.
 */
export function searchBars(
  attacks: readonly Attack[],
  heard: Impression,
  model: MetreModel,
  hints: TrackingHints,
): Tracking {
  const board = new Board(attacks, heard, new Tables(model), hints);
  const steps: Step[] = [];
  for (let index = 0; index < attacks.length; index += 1) {
    steps.push(index === 0 ? board.start() : board.advance(index));
  }
  return { model, isSteady: false, ...board.finish(steps) };
}

class Board {
  readonly #attacks: readonly Attack[];
  readonly #heard: Impression;
  readonly #hints: TrackingHints;
  readonly #tables: Tables;
  readonly #driftPerBeat: number;
  readonly #emission: Float64Array;
  readonly #tempoCosts = new Float64Array(TEMPI);
  /** The beat somebody told, as a multiple of the beat the net heard at the start. */
  readonly #toldFactor: number;
  readonly #best: Float64Array;
  readonly #parent: Int32Array;
  readonly #tick: Int32Array;
  readonly #last: Int32Array;
  #states: Int32Array = new Int32Array(0);
  #costs: Float64Array = new Float64Array(0);
  #ticks: Int32Array = new Int32Array(0);
  #lasts: Int32Array = new Int32Array(0);
  #touched: number[] = [];
  /** Costs above this before an attack is placed cannot end within the beam. */
  #hopeless = Infinity;

  constructor(attacks: readonly Attack[], heard: Impression, tables: Tables, hints: TrackingHints) {
    this.#attacks = attacks;
    this.#heard = heard;
    this.#tables = tables;
    this.#hints = hints;
    this.#driftPerBeat = haveDrums(attacks) ? DRIFT_PER_BEAT_WITH_DRUMS : DRIFT_PER_BEAT;
    this.#toldFactor = hints.beatSec === undefined ? 1 : hints.beatSec / heardBeatSec(heard);
    const size = tables.count * TEMPI;
    this.#emission = new Float64Array(tables.count);
    this.#best = new Float64Array(size).fill(Infinity);
    this.#parent = new Int32Array(size);
    this.#tick = new Int32Array(size);
    this.#last = new Int32Array(size);
  }

  start(): Step {
    const { count, tickOf, beatSec } = this.#tables;
    this.#hear(0, 0.25);
    for (let tempo = 0; tempo < TEMPI; tempo += 1) {
      const usual = beatCost(BEAT_SECS[tempo] ?? 1, beatSec, this.#hints.beatSec);
      for (let place = 0; place < count; place += 1) {
        const cost =
          usual +
          (this.#tempoCosts[tempo] ?? 0) +
          (this.#emission[place] ?? 0) +
          barlineCost(place === 0, count);
        this.#offer(place * TEMPI + tempo, cost, -1, tickOf[place] ?? 0, 0);
      }
    }
    return this.#settle();
  }

  advance(index: number): Step {
    const now = this.#attacks[index]?.sec ?? 0;
    const previous = this.#attacks[index - 1]?.sec ?? 0;
    const skipCost = this.#hear(index, now - previous);
    const drifts = new Map<number, Float64Array>();
    this.#hopeless = Math.min(...this.#costs) + Math.min(...this.#tempoCosts) + BEAM;
    for (let a = 0; a < this.#states.length; a += 1) {
      const state = this.#states[a] ?? 0;
      const last = this.#lasts[a] ?? 0;
      const base = this.#costs[a] ?? Infinity;
      const waitSec = now - (this.#attacks[last]?.sec ?? 0);
      this.#offer(state, base + skipCost, a, this.#ticks[a] ?? 0, last);
      let driftCosts = drifts.get(last);
      if (driftCosts === undefined) {
        drifts.set(last, (driftCosts = driftCostsOf(waitSec, this.#driftPerBeat)));
      }
      this.#move(a, index, waitSec, driftCosts);
    }
    return this.#settle();
  }

  /** All places the attack may stand at, for one reading of the attacks before. */
  #move(a: number, index: number, waitSec: number, driftCosts: Float64Array): void {
    const { count, barTicks, tickOf, silence, barSilence, atTick } = this.#tables;
    const emission = this.#emission;
    const tempoCosts = this.#tempoCosts;
    const state = this.#states[a] ?? 0;
    const base = this.#costs[a] ?? Infinity;
    const absolute = this.#ticks[a] ?? 0;
    const place = Math.floor(state / TEMPI);
    const tempo = state % TEMPI;
    const from = tickOf[place] ?? 0;
    const passed = silence[place + 1] ?? 0;
    const variance = JITTER_SEC ** 2 + (JITTER_OF_WAIT * waitSec) ** 2;
    const timingBase = 0.5 * Math.log(2 * Math.PI * variance);
    if (waitSec < SAME_PLACE_SEC) {
      const cost = SAME_PLACE_COST + timingBase + (waitSec / 0.05) ** 2 / 2;
      this.#offer(state, base + cost, a, absolute, index);
    }
    for (let drift = -DRIFT; drift <= DRIFT; drift += 1) {
      const next = tempo + drift;
      if (next < 0 || next >= TEMPI) continue;
      const secPerTick = (BEAT_SECS[next] ?? 1) / TICKS_PER_BEAT;
      const driftCost =
        (driftCosts[next * (DRIFT + 1) + Math.abs(drift)] ?? 0) + (tempoCosts[next] ?? 0);
      if (base + driftCost > this.#hopeless) continue;
      const target = from + waitSec / secPerTick;
      const bars = Math.floor(target / barTicks);
      const middle = atTick[Math.min(barTicks - 1, Math.floor(target - bars * barTicks))] ?? 0;
      for (let k = -1; k <= 2; k += 1) {
        let to = middle + k;
        let bar = bars;
        if (to < 0) {
          to += count;
          bar -= 1;
        } else if (to >= count) {
          to -= count;
          bar += 1;
        }
        const delta = bar * barTicks + (tickOf[to] ?? 0) - from;
        if (delta <= 0) continue;
        const error = delta * secPerTick - waitSec;
        const timing = (error * error) / (2 * variance);
        if (timing > 12 && drift !== 0) continue;
        const skipped = bar * barSilence + (silence[to] ?? 0) - passed;
        this.#offer(
          to * TEMPI + next,
          base + driftCost + timing + timingBase + skipped + (emission[to] ?? 0),
          a,
          absolute + delta,
          index,
        );
      }
    }
  }

  /** What the net says of an attack, as costs of places and tempi; and the cost of giving it no place. */
  #hear(index: number, waitSec: number): number {
    const { placeOf, struck, count } = this.#tables;
    const { places } = this.#heard;
    // Told another beat than it heard, the net still knows downbeats and ornaments, and how the tempo bends.
    const isTold = this.#hints.beatSec !== undefined;
    const of = (place: number): number =>
      isTold && place !== PLACES.downbeat && place !== PLACES.ornament
        ? 0
        : (places[index * PLACE_KINDS + place] ?? 0);
    for (let at = 0; at < count; at += 1) {
      this.#emission[at] = (struck[at] ?? 0) - of(placeOf[at] ?? 0);
    }
    const weight = tempoWeight(waitSec);
    for (let tempo = 0; tempo < TEMPI; tempo += 1) {
      const heardAs = (BEAT_SECS[tempo] ?? 1) / this.#toldFactor;
      this.#tempoCosts[tempo] = -weight * heardBeat(this.#heard, index, heardAs);
    }
    const skip = NO_PLACE_COST - of(PLACES.ornament);
    if (index !== this.#hints.barlineAttack) return skip;
    for (let place = 1; place < count; place += 1) {
      this.#emission[place] = (this.#emission[place] ?? 0) + NOT_THE_BARLINE_COST;
    }
    return skip + NOT_THE_BARLINE_COST;
  }

  finish(steps: readonly Step[]): { logLikelihood: number; placed: PlacedAttack[] } {
    let best = 0;
    this.#costs.forEach((cost, index) => {
      if (cost < (this.#costs[best] ?? Infinity)) best = index;
    });
    const logLikelihood = -(this.#costs[best] ?? 0);
    const placed: PlacedAttack[] = [];
    for (let index = steps.length - 1; index >= 0; index -= 1) {
      const step = steps[index];
      if (step === undefined) break;
      const sec = this.#attacks[index]?.sec;
      if (step.lasts[best] === index && sec !== undefined) {
        const beatSec = BEAT_SECS[(step.states[best] ?? 0) % TEMPI] ?? 1;
        placed.push({ attack: index, sec, tick: step.ticks[best] ?? 0, beatSec });
      }
      best = step.parents[best] ?? 0;
    }
    return { logLikelihood, placed: placed.reverse() };
  }

  #offer(state: number, cost: number, parent: number, tick: number, last: number): void {
    const best = this.#best[state] ?? Infinity;
    if (cost >= best) return;
    if (best === Infinity) this.#touched.push(state);
    this.#best[state] = cost;
    this.#parent[state] = parent;
    this.#tick[state] = tick;
    this.#last[state] = last;
  }

  /** Keeps the likely readings and clears the board. */
  #settle(): Step {
    let floor = Infinity;
    for (const state of this.#touched) floor = Math.min(floor, this.#best[state] ?? Infinity);
    let kept = this.#touched.filter((state) => (this.#best[state] ?? Infinity) <= floor + BEAM);
    if (kept.length > MAX_READINGS) {
      kept.sort((a, b) => (this.#best[a] ?? 0) - (this.#best[b] ?? 0));
      kept = kept.slice(0, MAX_READINGS);
    }
    this.#states = Int32Array.from(kept);
    this.#costs = Float64Array.from(kept, (state) => this.#best[state] ?? Infinity);
    this.#ticks = Int32Array.from(kept, (state) => this.#tick[state] ?? 0);
    this.#lasts = Int32Array.from(kept, (state) => this.#last[state] ?? 0);
    const parents = Int32Array.from(kept, (state) => this.#parent[state] ?? 0);
    for (const state of this.#touched) this.#best[state] = Infinity;
    this.#touched = [];
    return { parents, ticks: this.#ticks, lasts: this.#lasts, states: this.#states };
  }
}

/** Geometric mean of the likeliest beats of the first attacks. */
function heardBeatSec({ beats }: Impression): number {
  const count = Math.min(16, beats.length / HEARD_BEATS);
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const row = beats.subarray(at * HEARD_BEATS, (at + 1) * HEARD_BEATS);
    sum += row.indexOf(Math.max(...row));
  }
  return SHORTEST_HEARD_BEAT_SEC * Math.exp((HEARD_BEAT_STEP * sum) / count);
}

/** Cost of drifting so many steps into each tempo during a wait: by what is usual over one beat. */
function driftCostsOf(waitSec: number, driftPerBeat: number): Float64Array {
  const costs = new Float64Array(TEMPI * (DRIFT + 1));
  for (let tempo = 0; tempo < TEMPI; tempo += 1) {
    const beats = Math.min(4, Math.max(0.2, waitSec / (BEAT_SECS[tempo] ?? 1)));
    const spread = (driftPerBeat * driftPerBeat * beats) / TEMPO_STEP ** 2;
    const base = 0.5 * Math.log(1 + 2 * Math.PI * spread);
    for (let drift = 0; drift <= DRIFT; drift += 1) {
      costs[tempo * (DRIFT + 1) + drift] = base + (drift * drift) / (2 * spread);
    }
  }
  return costs;
}
