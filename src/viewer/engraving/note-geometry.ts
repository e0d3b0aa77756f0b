import type { BuiltElement } from './note-builder.ts';

/** Top and bottom of a drawn element with its stem, in units. */
export function reachOf({ note, placed }: BuiltElement): { top: number; bottom: number } {
  const ys = note.getYs();
  const top = Math.min(...ys) - 5;
  const bottom = Math.max(...ys) + 5;
  if (placed.kind === 'rest' || !note.hasStem()) return { top, bottom };
  const tip = note.getStemExtents().topY;
  return { top: Math.min(top, tip), bottom: Math.max(bottom, tip) };
}
