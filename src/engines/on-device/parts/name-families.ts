import type { Instrument, NoteEvent } from '../../../transcription/model.ts';
import { FAMILIES, type Family } from './families.ts';

/** What a part of each family is called, and its General MIDI program. */
const PARTS: Readonly<Record<Family, { readonly name: string; readonly program: number }>> = {
  bass: { name: 'Bass', program: 33 },
  keys: { name: 'Keys', program: 0 },
  guitar: { name: 'Guitar', program: 27 },
  strings: { name: 'Strings', program: 48 },
  lead: { name: 'Lead', program: 80 },
  winds: { name: 'Winds', program: 73 },
};
/** In favour of what the rule says that made the part, per note, as a logarithm: see the model card. */
const TRUST_IN_RULE = 0.5;
/** From this far ahead of all others, a guitar is no guess: nine of ten such notes are one's. Others never are that sure. */
const SURE_OF_GUITAR = 2;

/**
 * Says of each part which family of instruments plays it: the one that all its notes speak for. Where that is
 * what the rule took it for, or nothing speaks clearly, the part stays as it is.
 * @param oddsOf logarithms of how likely each family plays a note, in the order of `FAMILIES`
 */
export function nameFamilies(
  parts: readonly Instrument[],
  oddsOf: (note: NoteEvent) => Float32Array | undefined,
): Instrument[] {
  const hasBass = parts.some(({ program }) => program === PARTS.bass.program);
  return parts.map((part): Instrument => {
    const expected = FAMILIES.find((family) => PARTS[family].program === part.program);
    // One part is the lowest: what lies above it is no second bass.
    const possible = FAMILIES.filter((each) => each !== 'bass' || each === expected || !hasBass);
    const sums = possible.map((family) => {
      const odds = part.notes.map((note) => oddsOf(note)?.[FAMILIES.indexOf(family)] ?? 0);
      const mean = odds.reduce((sum, each) => sum + each, 0) / Math.max(1, odds.length);
      return { family, mean: mean + (family === expected ? TRUST_IN_RULE : 0) };
    });
    const [best, next] = sums.sort((a, b) => b.mean - a.mean);
    if (best === undefined || best.family === expected) return part;
    const { name, program } = PARTS[best.family];
    const isSure = best.family === 'guitar' && best.mean - (next?.mean ?? 0) >= SURE_OF_GUITAR;
    const title = part.program === PARTS.lead.program ? `Lead ${name}` : name;
    return { ...part, name: isSure ? title : `${title} (guessed)`, program };
  });
}
