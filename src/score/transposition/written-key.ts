import type { Transposition } from '../model.ts';
import type { KeySignature } from '../time.ts';

/** Signatures of seven accidentals and more are written as their enharmonic with fewer. */
const MOST_ACCIDENTALS = 6;

/** The signature a part has where the music is in `key`; that of the music for parts that do not transpose. */
export function writtenKey(
  key: KeySignature,
  transposition: Transposition | undefined,
): KeySignature {
  if (transposition === undefined) return key;
  return { ...key, fifths: key.fifths - shiftIn(key, transposition).fifths };
}

/** Accidentals in the longest key signature among parts, where the music is in `key`. */
export function mostAccidentals(
  key: KeySignature,
  parts: readonly { readonly transposition: Transposition | null | undefined }[],
): number {
  const counts = parts.map(({ transposition }) =>
    Math.abs(writtenKey(key, transposition ?? undefined).fifths),
  );
  return Math.max(0, ...counts);
}

/**
 * The interval from written to sounding pitch that holds in a key: where the written signature would
 * be unreadable, the enharmonic one (C sharp major becomes D flat major).
 */
export function transpositionIn(key: KeySignature, transposition: Transposition): Transposition {
  const { steps } = shiftIn(key, transposition);
  return { ...transposition, diatonic: transposition.diatonic + steps };
}

/** Places on the line of fifths from a written to the sounding name, in a key. */
export function fifthsIn(key: KeySignature, transposition: Transposition): number {
  return shiftIn(key, transposition).fifths;
}

interface Shift {
  readonly fifths: number;
  /** Steps of the scale that the enharmonic change takes. */
  readonly steps: number;
}

function shiftIn(key: KeySignature, { diatonic, chromatic }: Transposition): Shift {
  const fifths = 7 * chromatic - 12 * diatonic;
  const written = key.fifths - fifths;
  if (written > MOST_ACCIDENTALS) return { fifths: fifths + 12, steps: -1 };
  if (written < -MOST_ACCIDENTALS) return { fifths: fifths - 12, steps: 1 };
  return { fifths, steps: 0 };
}
