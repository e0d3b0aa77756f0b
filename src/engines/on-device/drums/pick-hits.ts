import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import { assertNever } from '../../../errors.ts';
import type { NoteEvent } from '../../../transcription/model.ts';
import { CYMBAL_OUTPUT, DRUM_CLASSES, OUTPUTS, type DrumClass } from './drum-net.ts';

/** From which activation on a peak is a stroke, chosen on validation mixes (see the model card). */
const THRESHOLDS = { kick: 0.55, snare: 0.45, tom: 0.45 } as const;
const CYMBAL_THRESHOLD = 0.45;
const CYMBALS = ['closedHat', 'openHat', 'ride', 'crash'] as const;

/** One drum cannot be struck again sooner. */
const REST_FRAMES = 4;
/** A written hit has no length of its own. */
const HIT_SEC = 0.1;
const FRAME_SEC = HOP_SAMPLES / MODEL_RATE;

interface Peak {
  readonly frame: number;
  readonly activation: number;
}

/** Hits as notes, sorted by time; pitches are General MIDI drum keys. */
export function pickHits(activations: Float32Array): NoteEvent[] {
  const skins = (['kick', 'snare', 'tom'] as const).flatMap((drum) =>
    peaksOf(activations, DRUM_CLASSES.indexOf(drum), THRESHOLDS[drum]).map((peak) => ({
      ...peak,
      drum,
    })),
  );
  const cymbals = peaksOf(activations, CYMBAL_OUTPUT, CYMBAL_THRESHOLD).map((peak) => ({
    ...peak,
    drum: likeliestCymbal(activations, peak.frame),
  }));
  return [...skins, ...cymbals]
    .sort((a, b) => a.frame - b.frame || drumKey(a.drum) - drumKey(b.drum))
    .map(({ drum, frame, activation }) => ({
      pitch: drumKey(drum),
      startSec: frame * FRAME_SEC,
      endSec: frame * FRAME_SEC + HIT_SEC,
      velocity: 0.4 + 0.6 * activation,
      confidence: activation,
    }));
}

function peaksOf(activations: Float32Array, column: number, threshold: number): Peak[] {
  const at = (frame: number): number => activations[frame * OUTPUTS + column] ?? 0;
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
