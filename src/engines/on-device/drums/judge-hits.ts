import { DenseNet, probability } from '../../../nets/dense-net.ts';
import { CYMBAL_OUTPUT, DRUM_CLASSES, OUTPUTS } from './drum-net.ts';
import { JUDGE_WEIGHTS } from './judge-weights.ts';
import { peaksOf, type Peak } from './peaks.ts';
import { lagsOf, type Lag } from './rhythm.ts';

/** What strokes are judged of; the cymbals together. */
export const STRUCK = ['kick', 'snare', 'tom', 'cymbal'] as const;
export type Struck = (typeof STRUCK)[number];
const COLUMNS = STRUCK.map((drum) =>
  drum === 'cymbal' ? CYMBAL_OUTPUT : DRUM_CLASSES.indexOf(drum),
);

/** Activations down to this are looked at. */
const FAINTEST = 0.1;
/** So many frames are judged at a time (8 s), by the rhythm there and so far around. */
const STEP_FRAMES = 700;
const MARGIN_FRAMES = 350;
/** How firmly a drum is ever struck is said by so many of its strokes. */
const FIRMEST = 8;
/** A rhythm that hardly repeats itself still counts so much. */
const LEAST_STRENGTH = 0.05;
/** Of frames a stroke may be late or early beside the others, and beside itself a period before. */
const WIDE = 2;
const WIDER = 4;

export interface JudgedHit extends Peak {
  readonly drum: Struck;
  /** How likely it is a stroke, 0–1. */
  readonly likelihood: number;
}

/**
 * Everything that may be a stroke, and how likely it is one: by how sure the drum net is of it and of the other
 * drums, by what is struck a beat or a bar before and after, and by how clearly each drum is heard around.
 * @param activations as `drumActivations` makes them
 */
export function judgeHits(activations: Float32Array): JudgedHit[] {
  const net = new DenseNet(JUDGE_WEIGHTS);
  const picture = new Rhythm(activations);
  const judged: JudgedHit[] = [];
  for (let from = 0; from < picture.frameCount; from += STEP_FRAMES) {
    const surroundings = picture.around(from);
    for (const { drum, ...peak } of picture.peaks(from, from + STEP_FRAMES)) {
      const [logit = 0] = net.apply(picture.features(drum, peak, surroundings));
      judged.push({ ...peak, drum, likelihood: probability(logit) });
    }
  }
  return judged;
}

interface Surroundings {
  readonly from: number;
  readonly to: number;
  readonly lags: readonly Lag[];
  /** How firmly and how often each drum is struck, and how exactly the rhythm repeats itself. */
  readonly about: readonly number[];
}

type Candidate = Peak & { readonly drum: Struck };

class Rhythm {
  readonly frameCount: number;
  private readonly activations: Float32Array;
  private readonly wide: Float32Array;
  private readonly wider: Float32Array;
  private readonly candidates: readonly Candidate[];

  constructor(activations: Float32Array) {
    this.activations = activations;
    this.frameCount = activations.length / OUTPUTS;
    this.wide = widened(activations, WIDE);
    this.wider = widened(activations, WIDER);
    this.candidates = STRUCK.flatMap((drum, i) =>
      peaksOf(activations, COLUMNS[i] ?? 0, FAINTEST).map((peak) => ({ ...peak, drum })),
    );
  }

  peaks(from: number, to: number): Candidate[] {
    return this.candidates.filter(({ frame }) => frame >= from && frame < to);
  }

  around(start: number): Surroundings {
    const from = Math.max(0, start - MARGIN_FRAMES);
    const to = Math.min(this.frameCount, start + STEP_FRAMES + MARGIN_FRAMES);
    const beats = Float32Array.from({ length: to - from }, (_, i) =>
      Math.min(
        2,
        COLUMNS.reduce((sum, column) => sum + this.at(this.wide, from + i, column), 0),
      ),
    );
    const lags = lagsOf(beats);
    const frames = new Set(this.peaks(from, to).map(({ frame }) => frame));
    const heard = COLUMNS.map((column) =>
      [...frames].map((frame) => odds(this.at(this.wide, frame, column))).sort((a, b) => b - a),
    );
    const firm = heard.map((each) => mean(each.slice(0, FIRMEST)));
    const often = heard.map((each) => mean(each.map((value) => (value > 0 ? 1 : 0))));
    return { from, to, lags, about: [...firm, ...often, lags[0]?.strength ?? 0] };
  }

  /** What the judge is told of a candidate, in the order of training: see `train_judge.py`. */
  features(
    drum: Struck,
    { frame, activation }: Peak,
    { from, to, lags, about }: Surroundings,
  ): number[] {
    const sums = COLUMNS.map(() => 0);
    let weights = 1e-6;
    for (const { frames, strength } of lags) {
      for (const other of [-2, -1, 1, 2].map((periods) => frame + periods * frames)) {
        if (other < from || other >= to) continue;
        const weight = Math.max(LEAST_STRENGTH, strength);
        weights += weight;
        COLUMNS.forEach((column, i) => {
          sums[i] = (sums[i] ?? 0) + weight * odds(this.at(this.wider, other, column));
        });
      }
    }
    return [
      odds(activation),
      ...Array.from({ length: OUTPUTS }, (_, output) => odds(this.at(this.wide, frame, output))),
      ...sums.map((sum) => sum / weights),
      ...about,
      ...STRUCK.map((each) => (each === drum ? 1 : 0)),
    ];
  }

  private at(values: Float32Array, frame: number, output: number): number {
    return values[frame * OUTPUTS + output] ?? 0;
  }
}

/** The highest of each output within so many frames. */
function widened(activations: Float32Array, reach: number): Float32Array {
  return activations.map((value, cell) => {
    let highest = value;
    for (let step = -reach; step <= reach; step++) {
      highest = Math.max(highest, activations[cell + step * OUTPUTS] ?? 0);
    }
    return highest;
  });
}

/** Logarithm of the odds, within reason. */
function odds(likelihood: number): number {
  return Math.log((likelihood + 0.005) / (1.005 - likelihood));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
