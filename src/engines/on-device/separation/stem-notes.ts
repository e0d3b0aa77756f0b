import type { NoteEvent, Transcription } from '../../../transcription/model.ts';
import { CONCERT_PITCH_HZ } from '../../../transcription/tuning.ts';

/** Drums that sound alike, in the order in which the separation net hears of them. */
export const DRUM_KINDS = ['kick', 'snare', 'hat', 'cymbal', 'tom'] as const;

export interface Stroke {
  /** Index into `DRUM_KINDS`. */
  readonly kind: number;
  readonly startSec: number;
}

export interface Tone {
  readonly hz: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** What is played in a recording, as far as it helps to take it apart. Each list by time. */
export interface StemNotes {
  readonly strokes: readonly Stroke[];
  readonly bass: readonly Tone[];
  readonly others: readonly Tone[];
}

/** General MIDI's basses. */
const FIRST_BASS = 32;
const LAST_BASS = 39;
const [KICK, SNARE, HAT, CYMBAL, TOM] = [0, 1, 2, 3, 4] as const;
/** General MIDI percussion keys 35 to 59; what is not among them is short and bright, like a hat. */
const KINDS = new Map<number, number>([
  ...[35, 36].map((key) => [key, KICK] as const),
  ...[37, 38, 39, 40].map((key) => [key, SNARE] as const),
  ...[46, 49, 51, 52, 53, 55, 57, 59].map((key) => [key, CYMBAL] as const),
  ...[41, 43, 45, 47, 48, 50].map((key) => [key, TOM] as const),
]);

export function stemNotes({ instruments, tuningHz }: Transcription): StemNotes {
  const isBass = ({ program }: { readonly program: number }): boolean =>
    program >= FIRST_BASS && program <= LAST_BASS;
  const pitched = instruments.filter(({ isDrum }) => !isDrum);
  const tones = (notes: readonly NoteEvent[]): Tone[] =>
    notes
      .map(({ pitch, startSec, endSec }) => ({
        hz: (tuningHz ?? CONCERT_PITCH_HZ) * 2 ** ((pitch - 69) / 12),
        startSec,
        endSec,
      }))
      .sort(byTime);
  const notesOf = (parts: typeof instruments): NoteEvent[] => parts.flatMap(({ notes }) => notes);
  return {
    strokes: notesOf(instruments.filter(({ isDrum }) => isDrum))
      .map(({ pitch, startSec }) => ({ kind: KINDS.get(pitch) ?? HAT, startSec }))
      .sort(byTime),
    bass: tones(notesOf(pitched.filter(isBass))),
    others: tones(notesOf(pitched.filter((part) => !isBass(part)))),
  };
}

function byTime(a: { readonly startSec: number }, b: { readonly startSec: number }): number {
  return a.startSec - b.startSec;
}
