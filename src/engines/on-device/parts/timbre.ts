import type { NoteEvent } from '../../../transcription/model.ts';
import { FRAME_SEC, KEYS, LOWEST_PITCH } from '../basic-pitch/grid.ts';
import { BANDS } from '../drums/bands.ts';
import { PARTIALS, type PictureReader } from '../notes/sound-picture.ts';

const LEVEL_UNIT = 4;
/** The bands fall into so many ranges. */
const RANGES = 12;
const RANGE_BANDS = BANDS / RANGES;
const FRAME_STEPS = [0, 2, 4, 8, 16, 32];
/** Where a key's partials lie, and the octave below, in semitones. */
const HARMONICS = [-12, 12, 19, 24, 28, 31];
/** How long after a beginning it is heard what has begun, and before it, what was there. */
const ATTACK_FRAMES = 3;
const BEFORE_FRAMES = 4;
const LATEST_MIDDLE = 20;

/** How a note sounds: what the family net is told of it. The order is that of training: see the model card. */
export function timbre(picture: PictureReader, note: NoteEvent): number[] {
  const key = note.pitch - LOWEST_PITCH;
  const start = Math.round(note.startSec / FRAME_SEC);
  const length = Math.max(2, Math.round((note.endSec - note.startSec) / FRAME_SEC));
  const attack = start + ATTACK_FRAMES;
  const middle = start + Math.min(LATEST_MIDDLE, Math.max(4, Math.round(length / 2)));
  const fundamental = picture.partialLevel(attack, key, 1);
  const features = [
    key / KEYS,
    (key / KEYS) ** 2,
    Math.log2(length) / 6,
    note.velocity,
    note.confidence ?? 0,
    fundamental / LEVEL_UNIT,
    picture.loudnessAt(attack) / LEVEL_UNIT,
  ];
  for (let partial = 1; partial <= PARTIALS; partial++) {
    const now = picture.partialLevel(attack, key, partial);
    features.push(
      now - fundamental,
      now - picture.partialLevel(start - BEFORE_FRAMES, key, partial),
    );
    features.push(picture.partialLevel(middle, key, partial) - now);
  }
  for (const partial of [1, 2, 3]) {
    const now = picture.partialLevel(attack, key, partial);
    features.push(picture.partialLevel(start + length - 2, key, partial) - now);
    features.push(picture.partialLevel(start + 1, key, partial) - now);
    features.push(unrest(picture, key, partial, attack, start + length));
  }
  features.push(picture.onsetMax(start - 2, start + 2, key));
  features.push(picture.onset(start - 3, key), picture.onset(start + 3, key));
  for (const step of FRAME_STEPS) features.push(picture.frame(start + step, key));
  features.push(picture.frameMean(start, start + length - 1, key));
  for (const interval of HARMONICS) {
    features.push(picture.frameMean(start + 1, start + 8, key + interval));
    features.push(picture.onsetMax(start - 2, start + 2, key + interval));
  }
  for (const interval of [-1, 1])
    features.push(picture.frameMean(start + 2, middle, key + interval));
  for (let range = 0; range < RANGES; range++) {
    const now = rangeLevel(picture, attack - 1, range);
    features.push(now - rangeLevel(picture, start - ATTACK_FRAMES, range));
    features.push(rangeLevel(picture, middle, range) / LEVEL_UNIT);
  }
  return features;
}

function rangeLevel(picture: PictureReader, frame: number, range: number): number {
  let sum = 0;
  for (let i = 0; i < RANGE_BANDS; i++) sum += picture.level(frame, range * RANGE_BANDS + i);
  return sum / RANGE_BANDS;
}

/** How much the level of a partial trembles from frame to frame while the note sounds. */
function unrest(
  picture: PictureReader,
  key: number,
  partial: number,
  from: number,
  to: number,
): number {
  let [sum, count] = [0, 0];
  for (let frame = from + 2; frame < to; frame++, count++) {
    const [a, b, c] = [-2, -1, 0].map((step) => picture.partialLevel(frame + step, key, partial));
    sum += Math.abs((a ?? 0) - 2 * (b ?? 0) + (c ?? 0));
  }
  return count === 0 ? 0 : sum / count;
}
