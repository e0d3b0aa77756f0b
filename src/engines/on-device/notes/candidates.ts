import { KEYS } from '../basic-pitch/grid.ts';
import type { Activations } from '../basic-pitch/model.ts';

/** A frame in which a note of a key may begin. */
export interface Candidate {
  readonly frame: number;
  readonly key: number;
}

/** Peaks of onset activation down to this are looked at … */
const MIN_ONSET = 0.1;
/** … if the key sounds at least so clearly … */
const MIN_FRAME = 0.14;
/** … within so many frames. */
export const ATTACK_FRAMES = 8;
/** Of peaks closer together than this, the first is taken. */
const REST_FRAMES = 3;

/** All that could be the beginning of a note: ten times more than there are notes. Sorted by frame. */
export function findCandidates(activations: Activations): Candidate[] {
  return new CandidateFinder().find(activations, 0, activations.frames.length / KEYS);
}

/** Finds candidates stretch by stretch, the same as in one go. */
export class CandidateFinder {
  /** When each key began last. */
  private readonly last = new Int32Array(KEYS).fill(-REST_FRAMES);

  /**
   * Those from frame `from` up to `to`, which adjoin what was searched before.
   * @param activations with at least one frame before `from` and `ATTACK_FRAMES` after `to`, where there are any
   * @param offset the frame that the activations begin with
   */
  find({ frames, onsets }: Activations, from: number, to: number, offset = 0): Candidate[] {
    const found: Candidate[] = [];
    for (let frame = from; frame < to; frame++) {
      for (let key = 0; key < KEYS; key++) {
        const cell = (frame - offset) * KEYS + key;
        const onset = onsets[cell] ?? 0;
        if (onset < MIN_ONSET || frame - (this.last[key] ?? 0) < REST_FRAMES) continue;
        if (onset <= (onsets[cell - KEYS] ?? 0) || onset < (onsets[cell + KEYS] ?? 0)) continue;
        let sounding = 0;
        for (let i = 0; i < ATTACK_FRAMES; i++) {
          sounding = Math.max(sounding, frames[cell + i * KEYS] ?? 0);
        }
        if (sounding < MIN_FRAME) continue;
        this.last[key] = frame;
        found.push({ frame, key });
      }
    }
    return found;
  }
}
