import type { PlacedChord } from './place-voice.ts';

/**
 * Whether two chords at one moment, stems up and stems down, cannot stand in one column: a second
 * between them, or voices that cross without a note in common (Gould 2011, "Two voices on a stave").
 */
export function needTwoColumns(upper: PlacedChord, lower: PlacedChord): boolean {
  const distances = upper.positions.flatMap((high) => lower.positions.map((low) => high - low));
  if (distances.some((distance) => Math.abs(distance) === 1)) return true;
  return !distances.includes(0) && distances.some((distance) => distance < 0);
}
