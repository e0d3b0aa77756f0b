import { KEYS } from '../basic-pitch/grid.ts';
import { lagsOf, type Lag } from '../drums/rhythm.ts';
import { DenseNet, probability } from '../../../nets/dense-net.ts';
import type { Candidate } from './candidates.ts';
import { JUDGE_WEIGHTS } from './judge-weights.ts';
import type { PictureReader } from './sound-picture.ts';

/** A candidate, and what the note net thinks of it. */
export interface WeighedCandidate extends Candidate {
  /** Logarithm of the odds that a note begins here. */
  readonly logit: number;
}

/** Intervals, in semitones, of partials and of the notes of a chord. */
const INTERVALS = [-24, -19, -12, -7, -5, -4, -3, 3, 4, 5, 7, 12, 19, 24];
/** Notes of a chord, and notes a period of the rhythm apart, lie within so many frames. */
const REACH = 4;
/**
 * How much the judge's word counts beside the note net's own: chosen on pieces and a font kept apart, where by its word
 * alone bands lose as much as simple pieces gain.
 */
const JUDGE_WEIGHT = 0.75;
/** What the note net thinks so unlikely need not be judged. */
export const HOPELESS = -4;
const NO_CANDIDATE = -6;
const MOST_LOGIT = 8;
/** What the key does before, after and long after the attack: from and to, in frames. */
const STRETCHES = [
  [-12, -4],
  [8, 26],
  [26, 60],
] as const;
/** The rhythm is looked at in so many frames at a time (8 s), and so far around. */
const STEP_FRAMES = 700;
const MARGIN_FRAMES = 350;
const LEAST_STRENGTH = 0.05;
/** More notes than this at once make no stronger beat. */
const MOST_STRENGTH = 3;
const FAR = 1.3;

/** How likely each candidate is a note, beside all others of the recording; in their order. */
export function judgeNotes(
  picture: PictureReader,
  candidates: readonly WeighedCandidate[],
): number[] {
  const net = new DenseNet(JUDGE_WEIGHTS);
  const company = new Company(picture, candidates);
  return candidates.map((each) => {
    if (each.logit < HOPELESS) return probability(each.logit);
    const [judged = 0] = net.apply(company.features(each));
    return probability(JUDGE_WEIGHT * judged + (1 - JUDGE_WEIGHT) * each.logit);
  });
}

/**
 * What the whole recording says of a candidate: the chord it begins with, when its key began before and begins
 * again, whether the rhythm has it a beat or a bar away, and how often its key is played here.
 */
export class Company {
  private readonly picture: PictureReader;
  /** The note net's answer per frame and key. */
  private readonly logits: Float32Array;
  private readonly strengths: Float32Array;
  private readonly sureOfKey: readonly number[][];
  private readonly notesOfKey = new Float32Array(KEYS);
  private readonly notes: number;
  private readonly lags: readonly (readonly Lag[])[];

  constructor(picture: PictureReader, candidates: readonly WeighedCandidate[]) {
    const frames = picture.frameCount;
    this.picture = picture;
    this.logits = new Float32Array(frames * KEYS).fill(NO_CANDIDATE);
    this.strengths = new Float32Array(frames);
    this.sureOfKey = Array.from({ length: KEYS }, () => []);
    let notes = 0;
    for (const { frame, key, logit } of candidates) {
      this.logits[frame * KEYS + key] = logit;
      const likely = probability(logit);
      this.strengths[frame] = Math.min(MOST_STRENGTH, (this.strengths[frame] ?? 0) + likely);
      this.notesOfKey[key] = (this.notesOfKey[key] ?? 0) + likely;
      notes += likely;
      if (logit > 0) this.sureOfKey[key]?.push(frame);
    }
    this.notes = notes;
    this.lags = Array.from({ length: Math.ceil(frames / STEP_FRAMES) }, (_, step) => {
      const from = Math.max(0, step * STEP_FRAMES - MARGIN_FRAMES);
      return lagsOf(this.strengths.subarray(from, (step + 1) * STEP_FRAMES + MARGIN_FRAMES));
    });
  }

  /** The order is that of training: see the model card. */
  features({ frame, key, logit }: WeighedCandidate): number[] {
    const own = Math.max(-MOST_LOGIT, Math.min(MOST_LOGIT, logit));
    const likely = probability(logit);
    const ofKey = (this.notesOfKey[key] ?? 0) - likely;
    let ofClass = -likely;
    for (let octave = key % 12; octave < KEYS; octave += 12) {
      ofClass += this.notesOfKey[octave] ?? 0;
    }
    return [
      own,
      ...INTERVALS.map((interval) => this.near(frame, key + interval)),
      Math.log2(1 + this.strengthNear(frame)),
      ...STRETCHES.map(([from, to]) => this.picture.frameMean(frame + from, frame + to, key)),
      ...this.beforeAndAfter(frame, key),
      Math.log2(1 + ofKey) / 4,
      (12 * ofClass) / Math.max(1, this.notes),
      ...this.inRhythm(frame, key),
    ];
  }

  /** The likeliest candidate of a key about a frame. */
  private near(frame: number, key: number): number {
    if (key < 0 || key >= KEYS) return NO_CANDIDATE;
    let most = NO_CANDIDATE;
    for (let at = frame - REACH; at <= frame + REACH; at++) {
      most = Math.max(most, this.logits[at * KEYS + key] ?? NO_CANDIDATE);
    }
    return most;
  }

  private strengthNear(frame: number): number {
    let sum = 0;
    for (let at = frame - REACH; at <= frame + REACH; at++) sum += this.strengths[at] ?? 0;
    return sum;
  }

  /** How long ago the key surely began, and how soon it does so again. */
  private beforeAndAfter(frame: number, key: number): [number, number] {
    const frames = this.sureOfKey[key] ?? [];
    const distance = (frames: number | undefined): number =>
      frames === undefined ? FAR : Math.min(FAR, Math.log2(frames / REACH) / 5);
    let [low, high] = [0, frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((frames[middle] ?? 0) <= frame - REACH) low = middle + 1;
      else high = middle;
    }
    const before = frames[low - 1];
    while (low < frames.length && (frames[low] ?? 0) < frame + REACH) low++;
    const after = frames[low];
    return [
      distance(before === undefined ? undefined : frame - before),
      distance(after === undefined ? undefined : after - frame),
    ];
  }

  /** What the key, and all keys, do one and two periods of the rhythm away. */
  private inRhythm(frame: number, key: number): [number, number] {
    let [ofKey, ofAll, weights] = [0, 0, 1e-6];
    for (const { frames, strength } of this.lags[Math.floor(frame / STEP_FRAMES)] ?? []) {
      for (const periods of [-2, -1, 1, 2]) {
        const other = frame + periods * frames;
        if (other < 0 || other >= this.picture.frameCount) continue;
        const weight = Math.max(LEAST_STRENGTH, strength);
        weights += weight;
        ofKey += weight * this.near(other, key);
        ofAll += weight * Math.log2(1 + this.strengthNear(other));
      }
    }
    return [ofKey / weights, ofAll / weights];
  }
}
