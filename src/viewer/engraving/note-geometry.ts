import { REST_REACH } from '../layout/rests.ts';
import type { BuiltElement } from './note-builder.ts';

interface Reach {
  readonly top: number;
  readonly bottom: number;
}

/** Top and bottom of a drawn element with its stem, in units. */
export function reachOf({ note, placed }: BuiltElement): Reach {
  const ys = note.getYs();
  if (placed.kind === 'rest') {
    const { above, below } = REST_REACH[placed.rest.value.type];
    return { top: Math.min(...ys) - above * 5, bottom: Math.max(...ys) + below * 5 };
  }
  const top = Math.min(...ys) - 5;
  const bottom = Math.max(...ys) + 5;
  if (!note.hasStem()) return { top, bottom };
  const tip = note.getStemExtents().topY;
  return { top: Math.min(top, tip), bottom: Math.max(bottom, tip) };
}

/** How far accidentals reach over and under the middle of their head; flats stand on it. */
const ACCIDENTAL_REACH = { above: 14, flatAbove: 18, below: 14 };

/** The same with its accidentals. */
export function reachWithSigns(element: BuiltElement): Reach {
  const reach = reachOf(element);
  if (element.placed.kind === 'rest') return reach;
  let { top, bottom } = reach;
  const ys = element.note.getYs();
  element.placed.chord.notes.forEach(({ accidental, spelling }, index) => {
    const y = ys[index];
    if (accidental === undefined || y === undefined) return;
    const { above, flatAbove, below } = ACCIDENTAL_REACH;
    top = Math.min(top, y - (spelling.alter < 0 ? flatAbove : above));
    bottom = Math.max(bottom, y + below);
  });
  return { top, bottom };
}
