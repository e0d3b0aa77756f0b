import type { NoteEvent } from '../../../transcription/model.ts';
import { DenseNet } from '../../../nets/dense-net.ts';
import type { PictureReader } from '../notes/sound-picture.ts';
import { CONTEXT_WEIGHTS } from './context-weights.ts';
import { FAMILY_WEIGHTS } from './family-weights.ts';
import { surroundings } from './surroundings.ts';
import { timbre } from './timbre.ts';

/** Notes are likely to be one instrument's if they lie so near in pitch (semitones) … */
const NEAR_SEMITONES = 7;
/** … and in time; … */
const NEAR_SEC = 14;
/** … less so with distance: by a factor of e for so many semitones. */
const FADE_SEMITONES = 4;
/** A family that the net excludes is not excluded: the note may have been heard in a chord. */
const DOUBT = 0.02;

/**
 * How likely each of `FAMILIES` plays each note, as logarithms: by how it sounds and moves, by what the notes near it
 * are like, and by what the piece is like. A set of notes is summed up by means of what a net makes of each
 * (Deep Sets, Zaheer et al. 2017).
 * @param notes sorted by onset
 */
export function familyOdds(
  picture: PictureReader,
  notes: readonly NoteEvent[],
  durationSec: number,
): Float32Array[] {
  const noteNet = new DenseNet(FAMILY_WEIGHTS);
  const around = surroundings(notes, durationSec);
  const each = notes.map((note, i) =>
    noteNet
      .apply([...timbre(picture, note), ...(around[i] ?? [])])
      .map((value) => Math.max(0, value)),
  );
  const piece = new Float32Array(noteNet.outputs);
  for (const values of each) addTo(piece, values, 1 / each.length);
  const contextNet = new DenseNet(CONTEXT_WEIGHTS);
  const near = meansNear(notes, each);
  return each.map((own, i) => logOdds(contextNet.apply([...own, ...(near[i] ?? []), ...piece])));
}

/** Softmax, with doubt. */
function logOdds(outputs: Float32Array): Float32Array {
  const most = outputs.reduce((a, b) => Math.max(a, b), -Infinity);
  const odds = outputs.map((output) => Math.exp(output - most));
  const sum = odds.reduce((a, b) => a + b, 0);
  return odds.map((odd) => Math.log(odd / sum + DOUBT));
}

/** Weighted means over the notes around each note, itself included. */
function meansNear(notes: readonly NoteEvent[], each: readonly Float32Array[]): Float32Array[] {
  let first = 0;
  return notes.map((note, i) => {
    while ((notes[first]?.startSec ?? Infinity) < note.startSec - NEAR_SEC) first++;
    const mean = new Float32Array(each[i]?.length ?? 0);
    let weights = 0;
    for (let other = first; other < notes.length; other++) {
      const { startSec = Infinity, pitch = 0 } = notes[other] ?? {};
      if (startSec > note.startSec + NEAR_SEC) break;
      const gap = Math.abs(pitch - note.pitch);
      if (gap > NEAR_SEMITONES) continue;
      const weight = Math.exp(-gap / FADE_SEMITONES);
      weights += weight;
      addTo(mean, each[other] ?? new Float32Array(), weight);
    }
    return mean.map((sum) => sum / weights);
  });
}

function addTo(sums: Float32Array, values: Float32Array, weight: number): void {
  for (let k = 0; k < values.length; k++) sums[k] = (sums[k] ?? 0) + weight * (values[k] ?? 0);
}
