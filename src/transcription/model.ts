/**
 * The note-event model: what an engine hears. It knows seconds and pitches, nothing about beats.
 * A `.mid` read from disk becomes one of these too (plus the beats it carries, see `score/frame.ts`).
 */

/** One heard note. */
export interface NoteEvent {
  /** MIDI note number, 0–127 (60 = middle C); for percussion, the General MIDI drum key. */
  readonly pitch: number;
  /** Seconds from the start of the recording, ≥ 0. */
  readonly startSec: number;
  /** Seconds; always > `startSec`. */
  readonly endSec: number;
  /** Loudness, 0 (exclusive) to 1. */
  readonly velocity: number;
  /** How sure the engine is, 0–1; absent where it does not say. */
  readonly confidence?: number;
}

/** A move of the pitch wheel: from here on, all notes of the part sound so much higher. */
export interface PitchBend {
  /** Seconds from the start of the recording, ≥ 0. */
  readonly atSec: number;
  /** −2 to 2; 0 for the notes as they are. */
  readonly semitones: number;
}

/** One part of the recording: a list of notes with a name and a General MIDI sound. */
export interface Instrument {
  readonly name: string;
  /** General MIDI program 0–127; ignored for percussion. */
  readonly program: number;
  /** True for a drum kit: pitches are General MIDI drum keys, MIDI channel 10. */
  readonly isDrum: boolean;
  /** Sorted by `startSec`, then `pitch`. */
  readonly notes: readonly NoteEvent[];
  /** By time; absent where no pitch bends. Only a single line has them: they bend all notes that sound. */
  readonly bends?: readonly PitchBend[];
}

/** All parts of one recording. */
export interface Transcription {
  readonly instruments: readonly Instrument[];
  /** Length of the recording in seconds; at least the end of the last note. */
  readonly durationSec: number;
  /** Frequency of A4 in Hz that the recording is tuned to; absent for 440, and where nothing tells. */
  readonly tuningHz?: number;
}

/** Total number of notes in all parts. */
export function countNotes(transcription: Transcription): number {
  return transcription.instruments.reduce((sum, instrument) => sum + instrument.notes.length, 0);
}

/** Reading order of notes: by onset, then from low to high, then by end. */
export function compareNotes(a: NoteEvent, b: NoteEvent): number {
  return a.startSec - b.startSec || a.pitch - b.pitch || a.endSec - b.endSec;
}
