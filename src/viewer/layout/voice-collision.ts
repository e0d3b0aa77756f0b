import type { PlacedChord } from './place-voice.ts';

/**
 * Whether two chords at one moment, stems up and stems down, cannot stand in one column: a second
 * between them, or voices that cross. They may share a head where the lowest of the one is the
 * highest of the other; elsewhere a stem would run through the other's heads (Gould 2011, "Two voices
 * on a stave").
 */
export function needTwoColumns(upper: PlacedChord, lower: PlacedChord): boolean {
  return (
    Math.min(...upper.positions) - Math.max(...lower.positions) < 2 && !sharesHead(upper, lower)
  );
}

function sharesHead(upper: PlacedChord, lower: PlacedChord): boolean {
  return Math.min(...upper.positions) === Math.max(...lower.positions);
}
