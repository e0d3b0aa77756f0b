import { FRAME_SEC } from '../basic-pitch/grid.ts';
import { assertNever } from '../../../errors.ts';
import type { NoteEvent } from '../../../transcription/model.ts';
import { DRUM_CLASSES, OUTPUTS, type DrumClass } from './drum-net.ts';
import type { JudgedHit } from './judge-hits.ts';

/** From which likelihood on it is a stroke, chosen on validation mixes (see the model card). */
const THRESHOLDS = { kick: 0.45, snare: 0.3, tom: 0.2, cymbal: 0.3 } as const;
const CYMBALS = ['closedHat', 'openHat', 'ride', 'crash'] as const;

/** A written hit has no length of its own. */
const HIT_SEC = 0.1;

/** Hits as notes, sorted by time; pitches are General MIDI drum keys. */
export function pickHits(activations: Float32Array, judged: readonly JudgedHit[]): NoteEvent[] {
  return judged
    .filter(({ drum, likelihood }) => likelihood >= THRESHOLDS[drum])
    .map(({ drum, ...hit }) => ({
      ...hit,
      key: drumKey(drum === 'cymbal' ? likeliestCymbal(activations, hit.frame) : drum),
    }))
    .sort((a, b) => a.frame - b.frame || a.key - b.key)
    .map(({ key, frame, activation, likelihood }) => ({
      pitch: key,
      startSec: frame * FRAME_SEC,
      endSec: frame * FRAME_SEC + HIT_SEC,
      velocity: 0.4 + 0.6 * activation,
      confidence: likelihood,
    }));
}

/** Which of the cymbals it is, by the frames around the peak. */
function likeliestCymbal(activations: Float32Array, frame: number): DrumClass {
  const around = (drum: DrumClass): number =>
    [frame - 1, frame, frame + 1].reduce(
      (sum, at) => sum + (activations[at * OUTPUTS + DRUM_CLASSES.indexOf(drum)] ?? 0),
      0,
    );
  return CYMBALS.reduce((a, b) => (around(b) > around(a) ? b : a));
}

/** General MIDI percussion key map. */
function drumKey(drum: DrumClass): number {
  switch (drum) {
    case 'kick':
      return 36;
    case 'snare':
      return 38;
    case 'closedHat':
      return 42;
    case 'openHat':
      return 46;
    case 'ride':
      return 51;
    case 'crash':
      return 49;
    case 'tom':
      return 45;
    default:
      return assertNever(drum);
  }
}
