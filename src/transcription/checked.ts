import { StemstaveError } from '../errors.ts';
import { generalMidiSound } from './general-midi.ts';
import { MAX_END_SEC, MAX_INSTRUMENTS, MAX_NOTES_PER_INSTRUMENT, MAX_START_SEC } from './limits.ts';
import { compareNotes, type Instrument, type NoteEvent, type Transcription } from './model.ts';
import { cleanName } from './part-name.ts';
import { uniqueNames } from './unique-names.ts';

/** A note as some source says it: numbers may be strings ("0.0364…"), and nothing is certain. */
export interface RawNote {
  readonly pitch: unknown;
  /** Seconds. */
  readonly start: unknown;
  /** Seconds. */
  readonly end: unknown;
  /** 0–1; absent = 0.8. */
  readonly velocity?: unknown;
  readonly confidence?: unknown;
}

export interface RawInstrument {
  readonly name?: unknown;
  /** General MIDI program; absent = what the name says, else piano. */
  readonly program?: unknown;
  /** Absent = what the name says. */
  readonly isDrum?: unknown;
  readonly notes: readonly RawNote[];
}

/** A valid transcription, and how much of the source was not usable. */
export interface Checked {
  readonly transcription: Transcription;
  /** Notes left out: no pitch 0–127, no time, no length, or starting beyond an hour. */
  readonly droppedNotes: number;
}

const DEFAULT_VELOCITY = 0.8;
/** The softest a note may be: MIDI velocity 1. */
const MIN_VELOCITY = 1 / 127;

/**
 * Turns what a source says into a Transcription that keeps every promise of the model: numbers are
 * coerced, velocities clamped, impossible notes dropped and counted, notes sorted, names made unique.
 * Instruments without notes are left out.
 * @param durationSec length of the recording where it is known
 * @throws {StemstaveError} `too-many-instruments` or `too-many-notes` beyond the limits
 */
export function checkedTranscription(raw: readonly RawInstrument[], durationSec = 0): Checked {
  if (raw.length > MAX_INSTRUMENTS) {
    throw new StemstaveError(
      'too-many-instruments',
      `The transcription has ${raw.length} instruments; more than ${MAX_INSTRUMENTS} cannot be written down.`,
    );
  }
  let droppedNotes = 0;
  const instruments = raw.map((source, index) => {
    const instrument = checkedInstrument(source, index);
    droppedNotes += source.notes.length - instrument.notes.length;
    return instrument;
  });
  const playing = instruments.filter((instrument) => instrument.notes.length > 0);
  const names = uniqueNames(playing.map((instrument) => instrument.name));
  const named = playing.map((instrument, i) => ({ ...instrument, name: names[i] ?? '' }));
  return {
    transcription: {
      instruments: named,
      durationSec: named.reduce(
        (latest, { notes }) => notes.reduce((end, note) => Math.max(end, note.endSec), latest),
        Number.isFinite(durationSec) ? Math.max(0, durationSec) : 0,
      ),
    },
    droppedNotes,
  };
}

function checkedInstrument(raw: RawInstrument, index: number): Instrument {
  const name = cleanName(typeof raw.name === 'string' ? raw.name : '') || `Part ${index + 1}`;
  if (raw.notes.length > MAX_NOTES_PER_INSTRUMENT) {
    throw new StemstaveError(
      'too-many-notes',
      `“${name}” has ${raw.notes.length} notes; more than ${MAX_NOTES_PER_INSTRUMENT} in one part cannot be written down.`,
    );
  }
  const sound = generalMidiSound(name);
  const program = numberOf(raw.program);
  return {
    name,
    program: isMidiValue(program) ? program : (sound?.program ?? 0),
    isDrum: typeof raw.isDrum === 'boolean' ? raw.isDrum : (sound?.isDrum ?? false),
    notes: raw.notes
      .map(checkedNote)
      .filter((note) => note !== undefined)
      .sort(compareNotes),
  };
}

function checkedNote(raw: RawNote): NoteEvent | undefined {
  const pitch = numberOf(raw.pitch);
  const startSec = numberOf(raw.start);
  const endSec = Math.min(numberOf(raw.end), MAX_END_SEC);
  // NaN fails every one of these comparisons.
  if (!isMidiValue(pitch) || !(startSec >= 0 && startSec <= MAX_START_SEC && endSec > startSec)) {
    return undefined;
  }
  const velocity = numberOf(raw.velocity);
  const confidence = numberOf(raw.confidence);
  return {
    pitch,
    startSec,
    endSec,
    velocity: clamp(Number.isNaN(velocity) ? DEFAULT_VELOCITY : velocity, MIN_VELOCITY, 1),
    ...(Number.isNaN(confidence) ? {} : { confidence: clamp(confidence, 0, 1) }),
  };
}

/** Numbers and strings that are wholly a number; `NaN` for everything else. */
function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

function isMidiValue(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 127;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
