import type { NoteEvent } from '../../../transcription/model.ts';
import { drumActivations } from './drum-net.ts';
import { pickHits } from './pick-hits.ts';

/** Hits this sure count as evidence that there is a drum kit at all … */
const SURE = 0.85;
/** … and there must be this many of them, … */
const MIN_SURE_HITS = 4;
/** … and so many a minute, and as a share of all hits: plucked strings look like a drum now and then. */
const MIN_SURE_PER_MINUTE = 30;
const MIN_SURE_SHARE = 0.1;

/**
 * The drum hits of a recording; none where there is not enough evidence of a drum kit.
 * @param levels band levels of the whole recording, as `BandStream` makes them
 */
export function findDrums(levels: Float32Array, durationSec: number): NoteEvent[] {
  const hits = pickHits(drumActivations(levels));
  const sure = hits.filter(({ confidence }) => (confidence ?? 0) >= SURE).length;
  const needed = Math.max(
    MIN_SURE_HITS,
    (MIN_SURE_PER_MINUTE * durationSec) / 60,
    MIN_SURE_SHARE * hits.length,
  );
  return sure >= needed ? hits : [];
}
