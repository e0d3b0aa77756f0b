import { readFileSync } from 'node:fs';
import { Midi } from '@tonejs/midi';

/** A part as somebody else's reader finds it in a `.mid`. */
export interface PartOnDisk {
  readonly name: string;
  readonly notes: number;
}

/** Reads a `.mid` back with a reader that is not ours. @returns the parts that have notes */
export function partsOnDisk(path: string): PartOnDisk[] {
  const midi = new Midi(readFileSync(path));
  return midi.tracks
    .map(({ name, notes }) => ({ name, notes: notes.length }))
    .filter(({ notes }) => notes > 0);
}
