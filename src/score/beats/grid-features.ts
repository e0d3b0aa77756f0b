import type { Attack } from './attacks.ts';
import { TICKS_PER_BEAT } from './metre-models.ts';
import type { PlacedAttack } from './tracking.ts';

/** Distances in beats at which a piece is compared with itself. */
const LAGS = [1, 2, 3, 4, 5, 6, 8, 9, 12] as const;
/** Bars, in beats, that may explain what changes from beat to beat. */
const BARS = [2, 3, 4, 6] as const;
/** Notes below are the bass. */
const BASS_BELOW = 55;
const KICKS: ReadonlySet<number> = new Set([35, 36]);

/** Numbers a grid of beats is judged by. */
export const GRID_FEATURES = 40;

/**
 * What a grid of beats makes of the music: how alike beats are that lie so many beats apart (music
 * repeats itself bar by bar: Steedman 1977), where in the beat attacks fall, how far bars explain
 * which beats are heavy, have a bass or a new harmony, and how long the beat is.
 * `scripts/training/beats/grids.py` computes the same for training.
 */
export function gridFeatures(
  placed: readonly PlacedAttack[],
  attacks: readonly Attack[],
  beatSec: number,
): number[] {
  const { count, rhythm, classes, struck, hasDrums } = beatsOf(placed, attacks);
  const rhythms = new Rows(rhythm, RHYTHM);
  const harmonies = new Rows(classes, CLASSES);
  const alike = LAGS.map((lag) => likeness(rhythms, count, lag));
  const usual = mean(alike);
  const ofBeats = (value: (beat: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, beat) => value(beat));
  const novelty = ofBeats((at) => (at === 0 ? 0.5 : 1 - harmonies.cosine(at - 1, at)));
  const bass = ofBeats((at) => rhythm[at * RHYTHM] ?? 0);
  const weight = ofBeats((at) => (bass[at] ?? 0) + (rhythm[at * RHYTHM + TICKS_PER_BEAT] ?? 0));
  const isStruck = (at: number, twelfth: number): boolean => struck[12 * at + twelfth] === 1;
  const share = (isSo: (at: number) => boolean): number => {
    let sum = 0;
    for (let at = 0; at < count; at += 1) sum += Number(isSo(at));
    return sum / Math.max(1, count);
  };
  const inTwo = (at: number): boolean => isStruck(at, 3) || isStruck(at, 6) || isStruck(at, 9);
  const inThree = (at: number): boolean => isStruck(at, 4) || isStruck(at, 8);
  const pace = 2 * Math.log(beatSec) + 1;
  return [
    ...alike.map((each) => 10 * (each - usual)),
    ...Array.from({ length: 12 }, (_, twelfth) => 2 * share((at) => isStruck(at, twelfth))),
    ...[weight, bass, novelty].flatMap((values) => BARS.map((bar) => 5 * explained(values, bar))),
    2 * share((at) => inTwo(at) && !inThree(at)),
    2 * share((at) => inThree(at) && !inTwo(at)),
    2 * share((at) => inTwo(at) && inThree(at)),
    pace,
    (pace * pace) / 2,
    hasDrums ? 1 : 0,
    Math.log(count) - 4,
  ];
}

/** Numbers of a beat: how much is struck at each tick, in the bass and above; the pitch classes. */
const RHYTHM = 2 * TICKS_PER_BEAT;
const CLASSES = 12;

/** Numbers of all beats, one beat after the other. */
interface Beats {
  readonly count: number;
  /** How much is struck at each tick, in the bass and above. */
  readonly rhythm: Float64Array;
  /** Weight of each pitch class. */
  readonly classes: Float64Array;
  /** Whether anything is struck in each twelfth. */
  readonly struck: Uint8Array;
  readonly hasDrums: boolean;
}

function beatsOf(placed: readonly PlacedAttack[], attacks: readonly Attack[]): Beats {
  const first = Math.floor((placed[0]?.tick ?? 0) / TICKS_PER_BEAT);
  const count = Math.floor((placed.at(-1)?.tick ?? 0) / TICKS_PER_BEAT) - first + 1;
  const rhythm = new Float64Array(count * RHYTHM);
  const classes = new Float64Array(count * CLASSES);
  const struck = new Uint8Array(count * 12);
  let hasDrums = false;
  for (const { tick, attack } of placed) {
    const beat = Math.floor(tick / TICKS_PER_BEAT) - first;
    const at = tick % TICKS_PER_BEAT;
    const notes = attacks[attack]?.notes ?? [];
    let low = 0;
    for (const { isDrum, pitch } of notes) {
      if (isDrum ? KICKS.has(pitch) : pitch < BASS_BELOW) low += 1;
      if (isDrum) hasDrums = true;
      else add(classes, beat * CLASSES + (pitch % 12), pitch < BASS_BELOW ? 2 : 1);
    }
    add(rhythm, beat * RHYTHM + at, Math.log1p(low));
    add(rhythm, beat * RHYTHM + TICKS_PER_BEAT + at, Math.log1p(notes.length - low));
    struck[12 * beat + (at >> 1)] = 1;
  }
  return { count, rhythm, classes, struck, hasDrums };
}

function add(values: Float64Array, at: number, value: number): void {
  values[at] = (values[at] ?? 0) + value;
}

/** Rows of numbers, most of them zero, to be compared with one another. */
class Rows {
  readonly #values: Float64Array;
  readonly #width: number;
  /** Where the numbers of each row that are not zero are, row after row, and where those of a row begin. */
  readonly #filled: Int32Array;
  readonly #starts: Int32Array;
  readonly #lengths: Float64Array;

  constructor(values: Float64Array, width: number) {
    const count = values.length / width;
    this.#values = values;
    this.#width = width;
    this.#filled = new Int32Array(values.length);
    this.#starts = new Int32Array(count + 1);
    this.#lengths = new Float64Array(count);
    let filled = 0;
    for (let row = 0; row < count; row += 1) {
      let squares = 0;
      for (let at = 0; at < width; at += 1) {
        const value = values[row * width + at] ?? 0;
        if (value === 0) continue;
        this.#filled[filled] = at;
        filled += 1;
        squares += value * value;
      }
      this.#starts[row + 1] = filled;
      this.#lengths[row] = Math.sqrt(squares) + 1e-6;
    }
  }

  cosine(a: number, b: number): number {
    const values = this.#values;
    const end = this.#starts[a + 1] ?? 0;
    let sum = 0;
    for (let index = this.#starts[a] ?? 0; index < end; index += 1) {
      const at = this.#filled[index] ?? 0;
      sum += (values[a * this.#width + at] ?? 0) * (values[b * this.#width + at] ?? 0);
    }
    return sum / ((this.#lengths[a] ?? 1) * (this.#lengths[b] ?? 1));
  }
}

/** Mean cosine between beats so far apart; a half where there are too few. */
function likeness(beats: Rows, count: number, lag: number): number {
  if (count <= lag + 2) return 0.5;
  let sum = 0;
  for (let at = lag; at < count; at += 1) sum += beats.cosine(at - lag, at);
  return sum / (count - lag);
}

/** The share of the variance that the place in bars of so many beats explains, less what chance does. */
function explained(values: Float64Array, bar: number): number {
  const count = values.length;
  if (count < 2 * bar) return 0;
  const usual = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - usual) ** 2;
  const variance = squares / count + 1e-6;
  let between = 0;
  for (let place = 0; place < bar; place += 1) {
    let sum = 0;
    let own = 0;
    for (let at = place; at < count; at += bar) {
      sum += values[at] ?? 0;
      own += 1;
    }
    between += (own * (sum / own - usual) ** 2) / count;
  }
  return between / variance - (bar - 1) / count;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum / Math.max(1, values.length);
}
