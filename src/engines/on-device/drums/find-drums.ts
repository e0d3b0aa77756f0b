import type { NoteEvent } from '../../../transcription/model.ts';
import { CYMBAL_OUTPUT, DRUM_CLASSES, drumActivations } from './drum-net.ts';
import { peaksOf } from './peaks.ts';
import { pickHits } from './pick-hits.ts';

/** What the net alone would take for strokes … */
const STROKES = [
  { output: DRUM_CLASSES.indexOf('kick'), threshold: 0.55 },
  { output: DRUM_CLASSES.indexOf('snare'), threshold: 0.45 },
  { output: DRUM_CLASSES.indexOf('tom'), threshold: 0.45 },
  { output: CYMBAL_OUTPUT, threshold: 0.45 },
] as const;
/** … counts, where it is so sure, as evidence that there is a drum kit at all … */
const SURE = 0.85;
/** … and there must be this much of it, … */
const MIN_SURE_STROKES = 4;
/** … and so much a minute, and as a share of all strokes: plucked strings look like a drum now and then. */
const MIN_SURE_PER_MINUTE = 30;
const MIN_SURE_SHARE = 0.1;

/**
 * The drum hits of a recording; none where there is not enough evidence of a drum kit.
 * @param levels band levels of the whole recording, as `BandStream` makes them
 */
export function findDrums(levels: Float32Array, durationSec: number): NoteEvent[] {
  const activations = drumActivations(levels);
  return hasKit(activations, durationSec) ? pickHits(activations) : [];
}

function hasKit(activations: Float32Array, durationSec: number): boolean {
  const strokes = STROKES.flatMap(({ output, threshold }) =>
    peaksOf(activations, output, threshold),
  );
  const sure = strokes.filter(({ activation }) => activation >= SURE).length;
  return (
    sure >= MIN_SURE_STROKES &&
    sure >= (MIN_SURE_PER_MINUTE * durationSec) / 60 &&
    sure >= MIN_SURE_SHARE * strokes.length
  );
}
