import type { Notehead, Spelling } from '../model.ts';

/** How a General MIDI drum key is written. */
export interface DrumSign {
  /** Place on the staff as if under a treble clef. */
  readonly place: Spelling;
  readonly notehead: Notehead;
  /** Played with a foot: the lower voice. */
  readonly isFoot: boolean;
}

function sign(
  step: Spelling['step'],
  octave: number,
  notehead: Notehead = 'normal',
  isFoot = false,
): DrumSign {
  return { place: { step, alter: 0, octave }, notehead, isFoot };
}

/** The legend of the Percussive Arts Society (Weinberg 1998), as scores and notation programs have it. */
const SIGNS: ReadonlyMap<number, DrumSign> = new Map([
  [35, sign('F', 4, 'normal', true)],
  [36, sign('F', 4, 'normal', true)],
  [37, sign('C', 5, 'x')],
  [38, sign('C', 5)],
  [39, sign('C', 5, 'triangle')],
  [40, sign('C', 5)],
  [41, sign('G', 4)],
  [42, sign('G', 5, 'x')],
  [43, sign('A', 4)],
  [44, sign('D', 4, 'x', true)],
  [45, sign('B', 4)],
  [46, sign('G', 5, 'circle-x')],
  [47, sign('D', 5)],
  [48, sign('D', 5)],
  [49, sign('A', 5, 'x')],
  [50, sign('E', 5)],
  [51, sign('F', 5, 'x')],
  [52, sign('B', 5, 'circle-x')],
  [53, sign('F', 5, 'diamond')],
  [54, sign('B', 5, 'triangle')],
  [55, sign('B', 5, 'x')],
  [56, sign('E', 5, 'triangle')],
  [57, sign('B', 5, 'x')],
  [59, sign('F', 5, 'x')],
]);

const OTHER = sign('E', 5, 'slash');

/** The place, notehead and voice of a drum key; the rarer hand percussion shares one slashed place. */
export function drumSign(key: number): DrumSign {
  return SIGNS.get(key) ?? OTHER;
}
