import type { DenseNet } from '../../../nets/dense-net.ts';
import { endFeatures, type Begun } from './end-features.ts';
import type { PictureReader } from './sound-picture.ts';

/** A key that has been this faint … */
const SILENT = 0.08;
/** … for so many frames does not sound again. */
const SILENT_FRAMES = 26;
const SHORTEST_FRAMES = 3;
/**
 * Nats of evidence against it after which a note has ended, whatever sounds at its pitch later: a sequential test
 * (Page 1954). Any bound from 4 to 14 marks the same to within half a point.
 */
const SURE_NATS = 8;

/**
 * The frame in which a note ends: where it is likeliest that it sounded in all frames before and in none
 * after. The net gives each frame's odds; their logarithms add up. Evidence enough against it settles it.
 * @param limit the note has ended by then
 */
export function findEnd(picture: PictureReader, net: DenseNet, note: Begun, limit: number): number {
  let [best, bestSum, sum, peak, silent] = [note.startFrame + SHORTEST_FRAMES, 0, 0, 0, 0];
  for (
    let frame = note.startFrame + 1;
    frame < limit && silent < SILENT_FRAMES && sum > bestSum - SURE_NATS;
    frame++
  ) {
    const now = picture.frame(frame, note.key);
    peak = Math.max(peak, now);
    silent = now < SILENT ? silent + 1 : 0;
    sum += net.apply(endFeatures(picture, note, frame, peak))[0] ?? 0;
    if (sum > bestSum) [best, bestSum] = [frame + 1, sum];
  }
  return Math.min(limit, Math.max(best, note.startFrame + SHORTEST_FRAMES));
}
