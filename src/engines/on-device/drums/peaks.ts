import { OUTPUTS } from './drum-net.ts';

/** One drum cannot be struck again sooner. */
const REST_FRAMES = 4;

/** A moment in which a drum may be struck. */
export interface Peak {
  readonly frame: number;
  readonly activation: number;
}

/** Peaks of one output of the drum net from a threshold on, by time. */
export function peaksOf(activations: Float32Array, output: number, threshold: number): Peak[] {
  const at = (frame: number): number => activations[frame * OUTPUTS + output] ?? 0;
  const frameCount = activations.length / OUTPUTS;
  const peaks: Peak[] = [];
  for (let frame = 0; frame < frameCount; frame++) {
    const activation = at(frame);
    const isPeak = activation >= (frame > 0 ? at(frame - 1) : 0) && activation > at(frame + 1);
    if (activation < threshold || !isPeak) continue;
    const previous = peaks.at(-1);
    if (previous !== undefined && frame - previous.frame < REST_FRAMES) {
      if (activation > previous.activation) peaks[peaks.length - 1] = { frame, activation };
    } else {
      peaks.push({ frame, activation });
    }
  }
  return peaks;
}
