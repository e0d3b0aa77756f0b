import { FAMILIES, type Family } from '../../../src/engines/on-device/parts/families.ts';

export { FAMILIES, type Family };

/** By groups of eight General MIDI programs; `undefined` for effects and untuned percussion. */
const BY_GROUP: readonly (Family | undefined)[] = [
  'keys',
  'keys',
  'keys',
  'guitar',
  'bass',
  'strings',
  'strings',
  'winds',
  'winds',
  'winds',
  'lead',
  'strings',
  undefined,
  'guitar',
  undefined,
  undefined,
];

/** The family of a General MIDI program, 0–127. */
export function familyOf(program: number): Family | undefined {
  // A harp is plucked, choirs and solo voices sing the lead, bagpipes and shawms are blown.
  if (program === 46) return 'guitar';
  if (program >= 52 && program <= 54) return 'lead';
  if (program === 108) return 'keys';
  if (program === 109 || program === 111) return 'winds';
  if (program === 110) return 'strings';
  return BY_GROUP[program >> 3];
}
