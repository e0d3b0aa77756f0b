import { KEYS } from '../basic-pitch/grid.ts';
import { BANDS } from '../drums/bands.ts';
import type { Candidate } from './candidates.ts';
import { PARTIALS, type PictureReader } from './sound-picture.ts';

const FRAME_STEPS = [-12, -8, -5, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 26];
const NEIGHBOURS = [-2, -1, 1, 2];
/** Intervals, in semitones, of which one note may be another's partial, or its usual company. */
const INTERVALS = [
  -36, -31, -28, -24, -19, -16, -12, -9, -7, -5, -4, -3, 3, 4, 5, 7, 9, 12, 16, 19, 24, 28, 31, 36,
];
const ONSET_REACH = 4;
/** The bands fall into so many ranges. */
const RANGES = 4;
const LOOK_BACK = 60;
const CLEAR_ONSET = 0.35;

/** What the note net is told of a candidate. The order is that of training: see the model card. */
export function noteFeatures(picture: PictureReader, { frame, key }: Candidate): number[] {
  const features: number[] = [];
  for (let i = -ONSET_REACH; i <= ONSET_REACH; i++) features.push(picture.onset(frame + i, key));
  for (const step of FRAME_STEPS) features.push(picture.frame(frame + step, key));
  for (const interval of NEIGHBOURS) {
    features.push(picture.onsetMax(frame - 2, frame + 2, key + interval));
    features.push(picture.frameMean(frame + 1, frame + 8, key + interval));
  }
  for (const interval of INTERVALS) {
    features.push(picture.onsetMax(frame - 3, frame + 3, key + interval));
    features.push(picture.frameMean(frame + 1, frame + 8, key + interval));
    features.push(picture.frameMean(frame - 6, frame - 2, key + interval));
  }
  features.push(key / KEYS, (key / KEYS) ** 2);
  for (const step of [-4, -1, 0, 1, 4]) features.push(picture.onsetSum(frame + step) / 8);
  for (const step of [-4, 4, 12]) features.push(picture.frameSum(frame + step) / 16);
  features.push(picture.loudnessAt(frame + 3) / 4);
  features.push(picture.loudnessAt(frame + 3) - picture.loudnessAt(frame - 4));
  for (let range = 0; range < RANGES; range++) features.push(rise(picture, frame, range));
  for (let partial = 1; partial <= PARTIALS / 2; partial++) {
    const now = picture.partialLevel(frame + 3, key, partial);
    features.push(now / 4, now - picture.partialLevel(frame - 4, key, partial));
    features.push(picture.partialLevel(frame + 14, key, partial) - now);
  }
  features.push(...sinceLastOnset(picture, frame, key));
  return features;
}

/** How much the levels of a range of bands rise, on average. */
function rise(picture: PictureReader, frame: number, range: number): number {
  const width = BANDS / RANGES;
  let sum = 0;
  for (let band = range * width; band < (range + 1) * width; band++) {
    sum += Math.max(0, picture.level(frame + 2, band) - picture.level(frame - 3, band));
  }
  return sum / width;
}

/** When the key last began clearly, how clearly, and how low it has sunk since. */
function sinceLastOnset(picture: PictureReader, frame: number, key: number): number[] {
  let lowest = 1;
  for (let back = 4; back <= LOOK_BACK; back++) {
    lowest = Math.min(lowest, picture.frame(frame - back + 2, key));
    const onset = picture.onset(frame - back, key);
    if (onset > CLEAR_ONSET) return [Math.log2(back / 4) / 4, onset, lowest];
  }
  return [1.2, 0, lowest];
}
