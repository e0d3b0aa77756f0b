import type { Attack } from './attacks.ts';
import { TICKS_PER_BEAT } from './metre-models.ts';
import type { MetreModel } from './metre-models.ts';

/** Where each attack falls in the score, by one reading of the metre. */
export interface Tracking {
  readonly model: MetreModel;
  /** Natural logarithm of the joint likelihood. */
  readonly logLikelihood: number;
  /** Of each attack: ticks from the first barline at or before the first attack; never decreasing. */
  readonly ticks: readonly number[];
}

/** Beats from 25 to 300 a minute, in steps of 3 %. */
const SHORTEST_BEAT_SEC = 0.2;
const TEMPO_STEP = 0.03;
const TEMPI = 84;
/** The tempo may drift this many steps between neighbouring attacks. */
const DRIFT = 4;
/** Spread of the drift of log tempo over one beat. */
const DRIFT_PER_BEAT = 0.06;
/** Spread of an attack around where it is expected: a fixed part, and one that grows with the wait. */
const JITTER_SEC = 0.018;
const JITTER_OF_WAIT = 0.04;
/** Spread of the logarithm of the tempo around what is usual. */
const TEMPO_SPREAD = 0.2;
/** The same around a tempo somebody told. */
const KNOWN_TEMPO_SPREAD = 0.07;
/** Against a reading that denies a barline somebody told; below the beam, so that none is lost. */
const NOT_THE_BARLINE_COST = 60;
/** Readings this much less likely than the best (in nats) are given up. */
const BEAM = 14;
const MAX_READINGS = 160;
/** Attacks from which a piece's own chances are counted. */
const COUNTED_ATTACKS = 400;
/** Attacks at one place of the score (ornaments, spread chords) lie within this. */
const SAME_PLACE_SEC = 0.09;
const SAME_PLACE_COST = 3.5;
/** Accents scatter by about 0.85 around the mean of their place: means count this much in nats. */
const ACCENT_SCALE = 1.2;

const BEAT_SECS = Float64Array.from(
  { length: TEMPI },
  (_, index) => SHORTEST_BEAT_SEC * Math.exp(TEMPO_STEP * index),
);

/** What is known about a piece before it is tracked. */
export interface TrackingHints {
  /** Length of the beat at the start. */
  readonly beatSec?: number;
  /** Index of an attack that lies on a barline. */
  readonly barlineAttack?: number;
}

/** Per-metre tables the search runs on. */
class Tables {
  readonly count: number;
  readonly barTicks: number;
  readonly tickOf: Int32Array;
  /** Cost of silence at all positions before this one in the bar. */
  readonly silence: Float64Array;
  readonly barSilence: number;
  /** Index of the last position at or before a tick of the bar. */
  readonly atTick: Int32Array;
  readonly struck: Float64Array;

  readonly model: MetreModel;

  constructor(model: MetreModel, chances: readonly number[]) {
    this.model = model;
    const { positions, beatsPerBar } = model;
    this.count = positions.length;
    this.barTicks = beatsPerBar * TICKS_PER_BEAT;
    this.tickOf = Int32Array.from(positions, (each) => each.tick);
    this.silence = new Float64Array(this.count + 1);
    this.struck = Float64Array.from(chances, (chance) => -Math.log(chance));
    chances.forEach((chance, index) => {
      this.silence[index + 1] = (this.silence[index] ?? 0) - Math.log(1 - chance);
    });
    this.barSilence = this.silence[this.count] ?? 0;
    this.atTick = new Int32Array(this.barTicks);
    let at = 0;
    for (let tick = 0; tick < this.barTicks; tick += 1) {
      while ((this.tickOf[at + 1] ?? Infinity) <= tick) at += 1;
      this.atTick[tick] = at;
    }
  }

  /** Cost of an attack with these accents at each position. */
  emission(attack: Attack, into: Float64Array): void {
    this.model.positions.forEach((place, index) => {
      let gain =
        place.accent * ACCENT_SCALE * attack.accent - (place.accent * ACCENT_SCALE) ** 2 / 2;
      if (attack.kick) gain += place.kick;
      if (attack.snare) gain += place.snare;
      if (attack.crash) gain += place.crash;
      into[index] = (this.struck[index] ?? 0) - gain;
    });
  }
}

/** The readings alive after one attack, with the way each came about. */
interface Step {
  readonly states: Int32Array;
  readonly parents: Int32Array;
  /** Ticks since the first barline. */
  readonly ticks: Int32Array;
}

/**
 * The likeliest reading of the attacks in one metre: a Viterbi search over place in the bar × tempo
 * (the bar-pointer model of Whiteley, Cemgil & Godsill 2006 and Krebs, Böck & Widmer 2015, stepping
 * from attack to attack as the metrical HMM of Nakamura, Yoshii & Sagayama 2017 does, with a beam).
 */
export function trackBars(
  attacks: readonly Attack[],
  model: MetreModel,
  hints: TrackingHints = {},
): Tracking {
  const usual = model.positions.map((each) => each.chance);
  const counted = attacks.slice(0, COUNTED_ATTACKS);
  const prior = attacks.some((attack) => attack.kick || attack.snare)
    ? model.priorWithDrums
    : model.prior;
  // Counting from where the search already is would never leave it: start from thin and dense music.
  const starts = [usual, usual.map(dense)].map((chances) => {
    const own = chancesIn(search(counted, model, chances, hints).ticks, model);
    const reading = search(counted, model, own, hints);
    return { own, reading, score: reading.logLikelihood + prior - unusualness(model, own) };
  });
  const best = starts.reduce((x, y) => (y.score > x.score ? y : x));
  if (counted.length === attacks.length) {
    return { model, ticks: best.reading.ticks, logLikelihood: best.score };
  }
  const { ticks, logLikelihood } = search(attacks, model, best.own, hints);
  return { model, ticks, logLikelihood: logLikelihood + prior - unusualness(model, best.own) };
}

/** The chance of a common place in music full of short notes; rare places stay rare. */
function dense(chance: number): number {
  return chance < 0.1 ? chance : chance ** 0.25;
}

/** Weight of what is usual against what this piece does, in places counted. */
const USUAL_COUNT = 10;

/** How often the places of each kind are struck in this piece: dense music is dense everywhere. */
function chancesIn(ticks: readonly number[], model: MetreModel): number[] {
  const barTicks = model.beatsPerBar * TICKS_PER_BEAT;
  const first = ticks[0] ?? 0;
  const last = ticks.at(-1) ?? 0;
  const bars = Math.max(1, (last - first) / barTicks);
  const struckAt = new Float64Array(barTicks);
  ticks.forEach((tick, index) => {
    if (tick !== ticks[index - 1]) struckAt[tick % barTicks] = (struckAt[tick % barTicks] ?? 0) + 1;
  });
  const struck = new Map<number, number>();
  const places = new Map<number, number>();
  for (const { kind, tick } of model.positions) {
    struck.set(kind, (struck.get(kind) ?? 0) + (struckAt[tick] ?? 0));
    places.set(kind, (places.get(kind) ?? 0) + bars);
  }
  return model.positions.map(({ kind, chance }) => {
    const seen = struck.get(kind) ?? 0;
    const count = Math.max(seen, places.get(kind) ?? 0);
    const share = (seen + USUAL_COUNT * chance) / (count + USUAL_COUNT);
    return Math.max(0.002, Math.min(0.98, share));
  });
}

/** How surprising these chances are, once for each kind of place, in nats. */
function unusualness(model: MetreModel, chances: readonly number[]): number {
  let cost = 0;
  const seen = new Set<number>();
  model.positions.forEach(({ kind, chance: usual }, index) => {
    if (seen.has(kind)) return;
    seen.add(kind);
    const chance = chances[index] ?? usual;
    cost +=
      USUAL_COUNT *
      (usual * Math.log(usual / chance) + (1 - usual) * Math.log((1 - usual) / (1 - chance)));
  });
  return cost;
}

function search(
  attacks: readonly Attack[],
  model: MetreModel,
  chances: readonly number[],
  hints: TrackingHints,
): { logLikelihood: number; ticks: number[] } {
  const board = new Search(new Tables(model, chances), hints.beatSec);
  const steps: Step[] = [];
  attacks.forEach((attack, index) => {
    const before = attacks[index - 1];
    board.barlineIsHere = index === hints.barlineAttack;
    steps.push(
      before === undefined ? board.start(attack) : board.advance(attack, attack.sec - before.sec),
    );
  });
  return board.finish(steps);
}

class Search {
  /** The next attack is known to lie on a barline. */
  barlineIsHere = false;
  readonly #beatSec: number | undefined;
  readonly #tables: Tables;
  readonly #emission: Float64Array;
  readonly #best: Float64Array;
  readonly #parent: Int32Array;
  readonly #tick: Int32Array;
  readonly #driftCosts = new Float64Array(TEMPI * (DRIFT + 1));
  #states: Int32Array = new Int32Array(0);
  #costs: Float64Array = new Float64Array(0);
  #ticks: Int32Array = new Int32Array(0);
  #touched: number[] = [];

  constructor(tables: Tables, beatSec: number | undefined) {
    this.#tables = tables;
    this.#beatSec = beatSec;
    const size = tables.count * TEMPI;
    this.#emission = new Float64Array(tables.count);
    this.#best = new Float64Array(size).fill(Infinity);
    this.#parent = new Int32Array(size);
    this.#tick = new Int32Array(size);
  }

  start(attack: Attack): Step {
    const { count, model, tickOf } = this.#tables;
    this.#emit(attack);
    const upbeatCost = Math.log(count);
    for (let tempo = 0; tempo < TEMPI; tempo += 1) {
      const known = this.#beatSec;
      const off =
        Math.log((BEAT_SECS[tempo] ?? 1) / (known ?? model.beatSec)) /
        (known === undefined ? TEMPO_SPREAD : KNOWN_TEMPO_SPREAD);
      for (let place = 0; place < count; place += 1) {
        const cost =
          (off * off) / 2 + (this.#emission[place] ?? 0) + (place === 0 ? 0.5 : 1 + upbeatCost);
        this.#offer(place * TEMPI + tempo, cost, -1, tickOf[place] ?? 0);
      }
    }
    return this.#settle();
  }

  advance(attack: Attack, waitSec: number): Step {
    const tables = this.#tables;
    const { count, barTicks, tickOf, silence, barSilence, atTick } = tables;
    this.#emit(attack);
    const emission = this.#emission;
    const variance = JITTER_SEC ** 2 + (JITTER_OF_WAIT * waitSec) ** 2;
    const timingBase = 0.5 * Math.log(2 * Math.PI * variance);
    const samePlace =
      waitSec < SAME_PLACE_SEC
        ? SAME_PLACE_COST + timingBase + (waitSec / 0.05) ** 2 / 2
        : Infinity;
    this.#fillDriftCosts(waitSec);
    const driftCosts = this.#driftCosts;
    for (let a = 0; a < this.#states.length; a += 1) {
      const state = this.#states[a] ?? 0;
      const base = this.#costs[a] ?? Infinity;
      const absolute = this.#ticks[a] ?? 0;
      const place = Math.floor(state / TEMPI);
      const tempo = state % TEMPI;
      const from = tickOf[place] ?? 0;
      const passed = silence[place + 1] ?? 0;
      if (samePlace < Infinity) this.#offer(state, base + samePlace, a, absolute);
      for (let drift = -DRIFT; drift <= DRIFT; drift += 1) {
        const next = tempo + drift;
        if (next < 0 || next >= TEMPI) continue;
        const secPerTick = (BEAT_SECS[next] ?? 1) / TICKS_PER_BEAT;
        const waitTicks = waitSec / secPerTick;
        const driftCost = driftCosts[next * (DRIFT + 1) + Math.abs(drift)] ?? 0;
        const target = from + waitTicks;
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
          );
        }
      }
    }
    return this.#settle();
  }

  #emit(attack: Attack): void {
    this.#tables.emission(attack, this.#emission);
    if (this.barlineIsHere) {
      for (let place = 1; place < this.#tables.count; place += 1) {
        this.#emission[place] = (this.#emission[place] ?? 0) + NOT_THE_BARLINE_COST;
      }
    }
  }

  /** Cost of drifting so many steps into each tempo during a wait. */
  #fillDriftCosts(waitSec: number): void {
    for (let tempo = 0; tempo < TEMPI; tempo += 1) {
      const beats = Math.min(4, Math.max(0.2, waitSec / (BEAT_SECS[tempo] ?? 1)));
      const spread = (DRIFT_PER_BEAT * DRIFT_PER_BEAT * beats) / TEMPO_STEP ** 2;
      const base = 0.5 * Math.log(1 + 2 * Math.PI * spread);
      for (let drift = 0; drift <= DRIFT; drift += 1) {
        this.#driftCosts[tempo * (DRIFT + 1) + drift] = base + (drift * drift) / (2 * spread);
      }
    }
  }

  finish(steps: readonly Step[]): { logLikelihood: number; ticks: number[] } {
    let best = 0;
    this.#costs.forEach((cost, index) => {
      if (cost < (this.#costs[best] ?? Infinity)) best = index;
    });
    const logLikelihood = -(this.#costs[best] ?? 0);
    const ticks: number[] = new Array<number>(steps.length).fill(0);
    for (let index = steps.length - 1; index >= 0; index -= 1) {
      const step = steps[index];
      if (step === undefined) break;
      ticks[index] = step.ticks[best] ?? 0;
      best = step.parents[best] ?? 0;
    }
    return { logLikelihood, ticks };
  }

  #offer(state: number, cost: number, parent: number, tick: number): void {
    const best = this.#best[state] ?? Infinity;
    if (cost >= best) return;
    if (best === Infinity) this.#touched.push(state);
    this.#best[state] = cost;
    this.#parent[state] = parent;
    this.#tick[state] = tick;
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
    const parents = Int32Array.from(kept, (state) => this.#parent[state] ?? 0);
    for (const state of this.#touched) this.#best[state] = Infinity;
    this.#touched = [];
    return { states: this.#states, parents, ticks: this.#ticks };
  }
}
