import type { PlacedNote } from './heard.ts';

/** The voices of one staff, upper first; one or two lists, each sorted by onset. */
export function separateVoices(notes: readonly PlacedNote[]): PlacedNote[][] {
  return [[...notes]];
}
