import type { Transcription } from '../transcription/model.ts';
import { LIMITS } from './limits.ts';

/** An instrument as it was heard, without its notes. Its part in the score has the id `P${index + 1}`. */
export interface HeardInstrument {
  readonly name: string;
  /** General MIDI program 0–127. */
  readonly program: number;
  readonly isDrum: boolean;
  readonly noteCount: number;
}

/**
 * Notes of one instrument as they were played, in columns: entry `i` of each is one note, and is
 * the note with `noteIndex` `first + i` in the score. Sorted by start.
 */
export interface HeardNotes {
  /** Index into the instruments. */
  readonly instrument: number;
  /** Index of the first of these notes into the instrument's notes. */
  readonly first: number;
  readonly pitches: readonly number[];
  /** Seconds from the start of the recording. */
  readonly startsSec: readonly number[];
  readonly endsSec: readonly number[];
  /** 0–1. */
  readonly velocities: readonly number[];
  /** 0–1; 1 where the engine does not say. */
  readonly confidences: readonly number[];
}

/** The instruments of a performance. */
export function heardInstruments({ instruments }: Transcription): HeardInstrument[] {
  return instruments.map(({ name, program, isDrum, notes }) => ({
    name,
    program,
    isDrum,
    noteCount: notes.length,
  }));
}

/** Notes `first` … `first + count - 1` of an instrument, clipped to the notes there are and to what one message holds. */
export function heardNotes(
  { instruments }: Transcription,
  request: { readonly instrument: number; readonly first: number; readonly count: number },
): HeardNotes {
  const { instrument, first } = request;
  const count = Math.min(request.count, LIMITS.notesPerRange);
  const notes = instruments[instrument]?.notes.slice(first, first + count) ?? [];
  return {
    instrument,
    first,
    pitches: notes.map(({ pitch }) => pitch),
    startsSec: notes.map(({ startSec }) => startSec),
    endsSec: notes.map(({ endSec }) => endSec),
    velocities: notes.map(({ velocity }) => velocity),
    confidences: notes.map(({ confidence }) => confidence ?? 1),
  };
}
