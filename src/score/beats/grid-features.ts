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
  const { rhythm, classes, struck, hasDrums } = beatsOf(placed, attacks);
  const alike = LAGS.map((lag) => likeness(rhythm, lag, 0.5));
  const usual = mean(alike);
  const novelty = classes.map((beat, at) => {
    const before = classes[at - 1];
    return before === undefined ? 0.5 : 1 - cosine(before, beat);
  });
  const weight = rhythm.map((beat) => (beat[0] ?? 0) + (beat[TICKS_PER_BEAT] ?? 0));
  const bass = rhythm.map((beat) => beat[0] ?? 0);
  const inTwo = struck.map((beat) => beat[3] === 1 || beat[6] === 1 || beat[9] === 1);
  const inThree = struck.map((beat) => beat[4] === 1 || beat[8] === 1);
  const share = (isSo: (two: boolean, three: boolean) => boolean): number =>
    mean(inTwo.map((two, at) => (isSo(two, inThree[at] === true) ? 1 : 0)));
  const pace = 2 * Math.log(beatSec) + 1;
  return [
    ...alike.map((each) => 10 * (each - usual)),
    ...Array.from({ length: 12 }, (_, at) => 2 * mean(struck.map((beat) => beat[at] ?? 0))),
    ...[weight, bass, novelty].flatMap((values) => BARS.map((bar) => 5 * explained(values, bar))),
    2 * share((two, three) => two && !three),
    2 * share((two, three) => three && !two),
    2 * share((two, three) => two && three),
    pace,
    (pace * pace) / 2,
    hasDrums ? 1 : 0,
    Math.log(rhythm.length) - 4,
  ];
}

interface Beats {
  /** How much is struck at each tick, in the bass and above. */
  readonly rhythm: readonly Float64Array[];
  /** Weight of each pitch class. */
  readonly classes: readonly Float64Array[];
  /** Whether anything is struck in each twelfth. */
  readonly struck: readonly Uint8Array[];
  readonly hasDrums: boolean;
}

function beatsOf(placed: readonly PlacedAttack[], attacks: readonly Attack[]): Beats {
  const first = Math.floor((placed[0]?.tick ?? 0) / TICKS_PER_BEAT);
  const length = Math.floor((placed.at(-1)?.tick ?? 0) / TICKS_PER_BEAT) - first + 1;
  const rhythm = Array.from({ length }, () => new Float64Array(2 * TICKS_PER_BEAT));
  const classes = Array.from({ length }, () => new Float64Array(12));
  const struck = Array.from({ length }, () => new Uint8Array(12));
  let hasDrums = false;
  for (const { tick, attack } of placed) {
    const beat = Math.floor(tick / TICKS_PER_BEAT) - first;
    const at = tick % TICKS_PER_BEAT;
    const notes = attacks[attack]?.notes ?? [];
    let low = 0;
    for (const { isDrum, pitch } of notes) {
      if (isDrum ? KICKS.has(pitch) : pitch < BASS_BELOW) low += 1;
      if (isDrum) hasDrums = true;
      else add(classes[beat], pitch % 12, pitch < BASS_BELOW ? 2 : 1);
    }
    add(rhythm[beat], at, Math.log1p(low));
    add(rhythm[beat], TICKS_PER_BEAT + at, Math.log1p(notes.length - low));
    const row = struck[beat];
    if (row !== undefined) row[at >> 1] = 1;
  }
  return { rhythm, classes, struck, hasDrums };
}

function add(row: Float64Array | undefined, at: number, value: number): void {
  if (row !== undefined) row[at] = (row[at] ?? 0) + value;
}

/** Mean cosine between beats so far apart. */
function likeness(beats: readonly Float64Array[], lag: number, unknown: number): number {
  if (beats.length <= lag + 2) return unknown;
  let sum = 0;
  for (let at = lag; at < beats.length; at += 1) {
    const [a, b] = [beats[at - lag], beats[at]];
    if (a !== undefined && b !== undefined) sum += cosine(a, b);
  }
  return sum / (beats.length - lag);
}

function cosine(a: Float64Array, b: Float64Array): number {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / ((Math.sqrt(aa) + 1e-6) * (Math.sqrt(bb) + 1e-6));
}

/** The share of the variance that the place in bars of so many beats explains, less what chance does. */
function explained(values: readonly number[], bar: number): number {
  if (values.length < 2 * bar) return 0;
  const usual = mean(values);
  const variance = mean(values.map((value) => (value - usual) ** 2)) + 1e-6;
  let between = 0;
  for (let place = 0; place < bar; place += 1) {
    const own = values.filter((_, at) => at % bar === place);
    between += (own.length * (mean(own) - usual) ** 2) / values.length;
  }
  return between / variance - (bar - 1) / values.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
