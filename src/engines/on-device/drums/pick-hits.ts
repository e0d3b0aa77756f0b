import { MODEL_RATE } from '../audio/resample.ts';
import { HOP_SAMPLES } from '../basic-pitch/grid.ts';
import { assertNever } from '../../../errors.ts';
import type { NoteEvent } from '../../../transcription/model.ts';
import { CLASS_COUNT, DRUM_CLASSES, type DrumClass } from './drum-net.ts';

/** From which activation on a peak is a hit, chosen on validation mixes (see the model card). */
const THRESHOLDS: Readonly<Record<DrumClass, number>> = {
  kick: 0.55,
  snare: 0.5,
  closedHat: 0.4,
  openHat: 0.4,
  ride: 0.4,
  crash: 0.4,
  tom: 0.6,
};

/** One drum cannot be struck again sooner. */
const REST_FRAMES = 4;
/** Cymbals closer together than this are one stroke that the net sees in two ways. */
const SAME_STROKE_FRAMES = 3;
/** A written hit has no length of its own. */
const HIT_SEC = 0.1;
const FRAME_SEC = HOP_SAMPLES / MODEL_RATE;

interface Hit {
  readonly drum: DrumClass;
  readonly frame: number;
  readonly activation: number;
}

/** Hits as notes, sorted by time; pitches are General MIDI drum keys. */
export function pickHits(activations: Float32Array): NoteEvent[] {
  const hits = DRUM_CLASSES.flatMap((drum, column) => peaksOf(activations, drum, column));
  return oneCymbalAtATime(hits)
    .sort((a, b) => a.frame - b.frame || drumKey(a.drum) - drumKey(b.drum))
    .map(({ drum, frame, activation }) => ({
      pitch: drumKey(drum),
      startSec: frame * FRAME_SEC,
      endSec: frame * FRAME_SEC + HIT_SEC,
      velocity: 0.4 + 0.6 * activation,
      confidence: activation,
    }));
}

function peaksOf(activations: Float32Array, drum: DrumClass, column: number): Hit[] {
  const threshold = THRESHOLDS[drum];
  const at = (frame: number): number => activations[frame * CLASS_COUNT + column] ?? 0;
  const frameCount = activations.length / CLASS_COUNT;
  const hits: Hit[] = [];
  for (let frame = 0; frame < frameCount; frame++) {
    const activation = at(frame);
    const isPeak = activation >= (frame > 0 ? at(frame - 1) : 0) && activation > at(frame + 1);
    if (activation < threshold || !isPeak) continue;
    const previous = hits.at(-1);
    if (previous !== undefined && frame - previous.frame < REST_FRAMES) {
      if (activation > previous.activation) hits[hits.length - 1] = { drum, frame, activation };
    } else {
      hits.push({ drum, frame, activation });
    }
  }
  return hits;
}

function oneCymbalAtATime(hits: readonly Hit[]): Hit[] {
  const cymbals = hits.filter(({ drum }) => isCymbal(drum)).sort((a, b) => a.frame - b.frame);
  const kept: Hit[] = [];
  for (const hit of cymbals) {
    const previous = kept.at(-1);
    if (previous === undefined || hit.frame - previous.frame >= SAME_STROKE_FRAMES) kept.push(hit);
    else if (hit.activation > previous.activation) kept[kept.length - 1] = hit;
  }
  return [...hits.filter(({ drum }) => !isCymbal(drum)), ...kept];
}

function isCymbal(drum: DrumClass): boolean {
  return drum !== 'kick' && drum !== 'snare' && drum !== 'tom';
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
