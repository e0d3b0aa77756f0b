import type { PictureReader } from './sound-picture.ts';

const FRAME_STEPS = [-8, -5, -3, -2, -1, 0, 1, 2, 3, 5, 8, 12];
const INTERVALS = [-12, -1, 1, 12, 19];

/** A note whose end is looked for. */
export interface Begun {
  readonly key: number;
  readonly startFrame: number;
}

/**
 * What the end net is told of a frame after a note's beginning.
 * @param peak highest activation of the key from the beginning to this frame
 */
export function endFeatures(
  picture: PictureReader,
  { key, startFrame }: Begun,
  frame: number,
  peak: number,
): number[] {
  const features = FRAME_STEPS.map((step) => picture.frame(frame + step, key));
  features.push(peak, picture.frame(frame, key) / (peak + 0.05));
  features.push(picture.onsetMax(frame - 1, frame + 3, key));
  features.push(Math.log2(frame - startFrame + 1) / 6);
  for (const interval of INTERVALS) features.push(picture.frame(frame, key + interval));
  for (const step of [-2, 0, 2, 4]) features.push(picture.onsetSum(frame + step) / 8);
  features.push(picture.loudnessAt(frame + 4) - picture.loudnessAt(frame - 4));
  for (const partial of [1, 2, 3]) {
    const now = picture.partialLevel(frame, key, partial);
    features.push(now / 4, now - picture.partialLevel(startFrame + 4, key, partial));
    features.push(
      picture.partialLevel(frame + 4, key, partial) - picture.partialLevel(frame - 4, key, partial),
    );
  }
  return features;
}
