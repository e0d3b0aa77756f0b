import { StemstaveError } from '../../../errors.ts';
import type { Instrument, NoteEvent, Transcription } from '../../../transcription/model.ts';
import { findNotes } from '../notes/find-notes.ts';
import { PictureReader, type SoundPicture } from '../notes/sound-picture.ts';
import { loudLevelDb, SILENCE_DB } from './audible.ts';
import { familyOdds } from './family-odds.ts';
import { nameFamilies } from './name-families.ts';
import { polyphony } from './polyphony.ts';
import { splitRoles } from './split-roles.ts';

/** All that was heard in a recording. */
export interface Heard extends SoundPicture {
  /** Drum hits; none where there is no drum kit. */
  readonly hits: readonly NoteEvent[];
  readonly durationSec: number;
}

/** Up to this many notes at a time on average, a line with a little reverberation is still one line. */
const ONE_LINE = 1.15;
/** Beside drums, notes that sound for less of the time than this are the drums' own resonance. */
const MIN_PITCHED_SHARE = 0.06;
/** General MIDI program 1, the neutral sound where nothing is known of the instrument. */
const PIANO = 0;

/**
 * Deals what was heard out to parts, and says which family of instruments plays each.
 * @throws {StemstaveError} `no-notes`
 */
export function findParts(heard: Heard): Transcription {
  const { hits, loudnessDb, durationSec } = heard;
  if (loudLevelDb(loudnessDb) < SILENCE_DB) throw silent();
  const notes = findNotes(heard, durationSec);
  const drums = within(hits, durationSec);
  const parts = dealOut(notes, drums.length > 0, durationSec);
  const odds = parts.length === 0 ? [] : familyOdds(new PictureReader(heard), notes, durationSec);
  const oddsOf = new Map(notes.map((note, i) => [note, odds[i]]));
  const named = nameFamilies(parts, (note) => oddsOf.get(note));
  const instruments = drums.length === 0 ? named : [...named, drumKit(drums)];
  if (instruments.length === 0) throw noNotes();
  return { instruments, durationSec };
}

/**
 * The pitched parts, by rule. Beside a drum kit a band is expected: bass, chords and lead are told apart.
 * Without one, nothing tells a piano's left hand from a bass or a quartet from an organ, and the notes stay
 * together in one part.
 * @param notes sorted by onset
 */
export function dealOut(
  notes: readonly NoteEvent[],
  hasDrums: boolean,
  durationSec: number,
): Instrument[] {
  return hasDrums ? besideDrums(notes, durationSec) : withoutDrums(notes);
}

function withoutDrums(notes: readonly NoteEvent[]): Instrument[] {
  if (notes.length === 0) return [];
  const name = polyphony(notes) <= ONE_LINE ? 'Melody' : 'Notes';
  return [{ name, program: PIANO, isDrum: false, notes }];
}

function besideDrums(notes: readonly NoteEvent[], durationSec: number): Instrument[] {
  const soundingSec = notes.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
  return soundingSec < MIN_PITCHED_SHARE * durationSec ? [] : splitRoles(notes);
}

function drumKit(notes: readonly NoteEvent[]): Instrument {
  return { name: 'Drums', program: 0, isDrum: true, notes };
}

function within(hits: readonly NoteEvent[], durationSec: number): NoteEvent[] {
  return hits
    .filter(({ startSec }) => startSec < durationSec)
    .map((hit) => ({ ...hit, endSec: Math.min(hit.endSec, durationSec) }));
}

function silent(): StemstaveError {
  return new StemstaveError(
    'no-notes',
    'This recording is silent, so there are no notes to write down. Please check that it is the right file.',
  );
}

function noNotes(): StemstaveError {
  return new StemstaveError(
    'no-notes',
    'No notes were found in this recording. Music with clear pitches or drums is needed; speech and noise cannot be written down.',
  );
}
