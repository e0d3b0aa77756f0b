import type { Spelling, Step } from '../model.ts';

/**
 * Pitch names as points on the line of fifths: … −1 = F, 0 = C, 1 = G … 6 = F♯ (Temperley 2001, ch. 5).
 */
const STEPS: readonly Step[] = ['F', 'C', 'G', 'D', 'A', 'E', 'B'];
const SEMITONES: Readonly<Record<Step, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** From F♭♭ to B♯♯. */
export const LOWEST_FIFTH = -15;
export const HIGHEST_FIFTH = 19;

/** The name of a MIDI pitch at a place on the line of fifths that sounds like it. */
export function spellingAt(fifth: number, pitch: number): Spelling {
  const step = STEPS[(((fifth + 1) % 7) + 7) % 7] ?? 'C';
  const alter = Math.floor((fifth + 1) / 7) as Spelling['alter'];
  const octave = Math.floor((pitch - alter - SEMITONES[step]) / 12) - 1;
  return { step, alter, octave };
}

/** The place of a name on the line of fifths. */
export function fifthOf({ step, alter }: Pick<Spelling, 'step' | 'alter'>): number {
  return STEPS.indexOf(step) - 1 + 7 * alter;
}

/** Seconds upwards on the line of fifths, by semitones. */
const SECONDS = { 1: -5, 2: 2 } as const;

/** The note a second above another, by a semitone or a tone, on the next line or space. */
export function secondAbove(spelling: Spelling, semitones: 1 | 2): Spelling {
  const pitch = 12 * (spelling.octave + 1) + SEMITONES[spelling.step] + spelling.alter;
  const fifth = fifthOf(spelling) + SECONDS[semitones];
  return spellingAt(fifth < LOWEST_FIFTH ? fifth + 12 : fifth, pitch + semitones);
}

/** The place nearest to `center` that sounds like `pitch`, no more than two accidentals away. */
export function nearestFifth(pitch: number, center: number): number {
  const base = (((pitch * 7) % 12) + 12) % 12;
  let fifth = base + 12 * Math.round((center - base) / 12);
  while (fifth < LOWEST_FIFTH) fifth += 12;
  while (fifth > HIGHEST_FIFTH) fifth -= 12;
  return fifth;
}

/** What the key signature does to a step: −1, 0 or 1. */
export function keyAlter(fifths: number, step: Step): number {
  const place = STEPS.indexOf(step);
  if (fifths > 0) return place < fifths ? 1 : 0;
  return 6 - place < -fifths ? -1 : 0;
}
