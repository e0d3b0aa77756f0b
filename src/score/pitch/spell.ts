import type { KeySignature } from '../time.ts';
import { nearestFifth } from './line-of-fifths.ts';

/** A note as spelling sees it. */
export interface Sounding {
  readonly pitch: number;
  readonly sec: number;
  /** The key felt here, whatever signature is printed. */
  readonly key: KeySignature;
}

/** Notes before and after each one that say which tonic it is heard under (Meredith's context). */
const BEFORE = 10;
const AFTER = 42;
/** Places on the line of fifths from a tonic to the twelve degrees of its harmonic chromatic scale. */
const DEGREES = [0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5];

/**
 * A place on the line of fifths for every note: each pitch class around a note, as often as it is
 * heard there, votes as a tonic for the name the note has in its harmonic chromatic scale (the first
 * stage of ps13, Meredith 2006). Tonics are named near the key felt at that moment.
 * `notes` in time order.
 */
export function spellNotes(notes: readonly Sounding[]): number[] {
  const counts = new Int32Array(12);
  let from = 0;
  let to = 0;
  return notes.map((note, index) => {
    for (; to < Math.min(notes.length, index + AFTER); to += 1) count(counts, notes[to], 1);
    for (; from < index - BEFORE; from += 1) count(counts, notes[from], -1);
    const votes = new Map<number, number>();
    const center = keyCenter(note.key);
    for (let tonic = 0; tonic < 12; tonic += 1) {
      const weight = counts[tonic] ?? 0;
      if (weight === 0) continue;
      const degree = DEGREES[(note.pitch - tonic + 120) % 12] ?? 0;
      const fifth = nearestFifth(tonic, center) + degree;
      votes.set(fifth, (votes.get(fifth) ?? 0) + weight);
    }
    let best = nearestFifth(note.pitch, center);
    let bestVotes = 0;
    for (const [fifth, weight] of votes) {
      if (weight > bestVotes) {
        best = fifth;
        bestVotes = weight;
      }
    }
    return nearestFifth(note.pitch, best);
  });
}

function count(counts: Int32Array, note: Sounding | undefined, by: number): void {
  if (note === undefined) return;
  const pc = note.pitch % 12;
  counts[pc] = (counts[pc] ?? 0) + by;
}

/** Middle of the notes of the key: D in C major; a little sharper in minor, for its leading note. */
function keyCenter(key: KeySignature): number {
  return key.fifths + (key.mode === 'major' ? 2 : 2.8);
}
