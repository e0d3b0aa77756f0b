import type { KeySignature } from '../time.ts';
import { nearestFifth } from './line-of-fifths.ts';

/** A note as spelling sees it. */
export interface Sounding {
  readonly pitch: number;
  readonly sec: number;
  readonly key: KeySignature;
}

/** How fast the memory of what was heard fades. */
const MEMORY_SEC = 2;
/** How much of the centre the key signature holds against what is heard around. */
const KEY_SHARE = 0.6;

/**
 * A place on the line of fifths for every note: the one nearest to a centre of gravity of the key and
 * of what sounds around it, before and after (after Temperley 2001, ch. 5). `notes` in time order.
 */
export function spellNotes(notes: readonly Sounding[]): number[] {
  let fifths = notes.map((note) => nearestFifth(note.pitch, keyCenter(note.key)));
  for (let pass = 0; pass < 2; pass += 1) {
    const before = fading(notes, fifths, 1);
    const after = fading(notes, fifths, -1);
    fifths = notes.map((note, index) => {
      const around = ((before[index] ?? 0) + (after[index] ?? 0)) / 2;
      const key = keyCenter(note.key);
      return nearestFifth(note.pitch, KEY_SHARE * key + (1 - KEY_SHARE) * around);
    });
  }
  return fifths;
}

/** Middle of the notes of the key: D in C major; a little sharper in minor, for its leading note. */
function keyCenter(key: KeySignature): number {
  return key.fifths + (key.mode === 'major' ? 2 : 2.8);
}

/** Exponentially fading mean of the fifths heard up to each note, forwards or backwards in time. */
function fading(
  notes: readonly Sounding[],
  fifths: readonly number[],
  direction: 1 | -1,
): number[] {
  const means = new Array<number>(notes.length);
  let sum = 0;
  let weight = 0;
  let previousSec: number | undefined;
  for (let step = 0; step < notes.length; step += 1) {
    const index = direction === 1 ? step : notes.length - 1 - step;
    const note = notes[index];
    if (note === undefined) continue;
    const fade =
      previousSec === undefined ? 0 : Math.exp(-Math.abs(note.sec - previousSec) / MEMORY_SEC);
    previousSec = note.sec;
    sum = sum * fade + (fifths[index] ?? 0);
    weight = weight * fade + 1;
    means[index] = sum / weight;
  }
  return means;
}
