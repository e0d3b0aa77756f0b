import type { Instrument, NoteEvent } from '../../../transcription/model.ts';
import { companies, polyphony } from './polyphony.ts';

type Role = 'bass' | 'chords' | 'lead';

/** General MIDI programs: fingered bass, acoustic piano, square lead. */
const PROGRAMS: Readonly<Record<Role, number>> = { bass: 33, chords: 0, lead: 80 };
const NAMES: Readonly<Record<Role, string>> = {
  bass: 'Bass (guessed)',
  chords: 'Chords (guessed)',
  lead: 'Lead (guessed)',
};

/** The lowest voice is the bass below this (E3) … */
const BASS_BELOW = 52;
/** … and whatever lies below this (F2) is, too: few others reach so low. */
const DEEP = 41;
/** A struck group of so many notes is a chord to its top … */
const CHORD_NOTES = 3;
/** … but for a note so far (semitones) above the others: neighbours in a chord lie a fifth apart at most. */
const ABOVE_CHORD = 8;
/** A melody moves; it does not leap further than this (semitones) from where it has been of late. */
const LEAD_REACH = 12;
/** How quickly "of late" follows the melody, per note. */
const LEAD_MEMORY = 0.2;
/** A part holds at least so many notes, and this share of all above the bass. */
const MIN_NOTES = 8;
const MIN_SHARE = 0.12;
/** Up to this many notes at a time, what is above the bass is one line. */
const ONE_LINE = 1.25;

/**
 * Bass, chords and lead of a band, by register and by what sounds together. A guess, and named one.
 * Parts that would hold next to nothing are not made; no note is lost.
 * @param notes sorted by onset
 */
export function splitRoles(notes: readonly NoteEvent[]): Instrument[] {
  const company = companies(notes);
  const isBass = notes.map(
    ({ pitch }, i) => pitch < DEEP || (pitch < BASS_BELOW && company[i]?.isLowest === true),
  );
  const bass = notes.filter((_, i) => isBass[i]);
  const above = notes.filter((_, i) => !isBass[i]);
  if (bass.length < MIN_NOTES) return upperParts(notes);
  if (above.length < MIN_NOTES) return [part('bass', notes)];
  return [...upperParts(above), part('bass', bass)];
}

function upperParts(notes: readonly NoteEvent[]): Instrument[] {
  if (notes.length === 0) return [];
  if (polyphony(notes) <= ONE_LINE) return [part('lead', notes)];
  const isLead = leadNotes(notes);
  const lead = notes.filter((_, i) => isLead[i]);
  const chords = notes.filter((_, i) => !isLead[i]);
  const enough = Math.max(MIN_NOTES, MIN_SHARE * notes.length);
  if (lead.length < enough) return [part('chords', notes)];
  if (chords.length < enough) return [part('lead', notes)];
  return [part('lead', lead), part('chords', chords)];
}

/** The top notes that are no chord's, as long as they stay near one another. */
function leadNotes(notes: readonly NoteEvent[]): boolean[] {
  const company = companies(notes);
  const candidates = notes.map((_, i) => {
    const { isHighest = false, chordSize = 0, gapBelow = 0 } = company[i] ?? {};
    return isHighest && (chordSize < CHORD_NOTES || gapBelow >= ABOVE_CHORD);
  });
  const pitches = notes.filter((_, i) => candidates[i]).map(({ pitch }) => pitch);
  let centre = median(pitches);
  return notes.map(({ pitch }, i) => {
    if (candidates[i] !== true || Math.abs(pitch - centre) > LEAD_REACH) return false;
    centre += LEAD_MEMORY * (pitch - centre);
    return true;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function part(role: Role, notes: readonly NoteEvent[]): Instrument {
  return { name: NAMES[role], program: PROGRAMS[role], isDrum: false, notes };
}
