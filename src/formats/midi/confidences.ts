import type { Instrument, NoteEvent } from '../../transcription/model.ts';

/** No standard event says how sure an engine is of a note: two hex digits each, in reading order. */
const STEPS = 255;

/**
 * How sure the engine is of every note, by instrument; `undefined` where it says so of none.
 * @param tickOf where a time stands in the file: what is read back is in that order
 */
export function packConfidences(
  instruments: readonly Instrument[],
  tickOf: (sec: number) => number,
): readonly string[] | undefined {
  const isSaid = ({ confidence }: NoteEvent): boolean => confidence !== undefined;
  if (!instruments.some(({ notes }) => notes.some(isSaid))) return undefined;
  return instruments.map(({ notes }) =>
    notes
      .map((note) => ({ note, tick: Math.round(tickOf(note.startSec)) }))
      .sort((a, b) => a.tick - b.tick || a.note.pitch - b.note.pitch)
      .map(({ note }) => hex(note.confidence ?? 1))
      .join(''),
  );
}

/** Gives the notes of a file what `packConfidences` kept of them, where it fits. */
export function withConfidences(
  instruments: readonly Instrument[],
  packed: readonly string[] | undefined,
): readonly Instrument[] {
  if (packed?.length !== instruments.length) return instruments;
  return instruments.map((instrument, i) => {
    const digits = packed[i] ?? '';
    // Another program may have changed the notes since.
    if (digits.length !== instrument.notes.length * 2) return instrument;
    const notes = instrument.notes.map((note, at) => {
      const value = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
      return Number.isNaN(value) ? note : { ...note, confidence: value / STEPS };
    });
    return { ...instrument, notes };
  });
}

function hex(confidence: number): string {
  return Math.round(confidence * STEPS)
    .toString(16)
    .padStart(2, '0');
}
