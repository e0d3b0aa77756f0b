import type { Clef } from './model.ts';
import type { KeySignature, TimeSignature } from './time.ts';

/**
 * What the user said the machine got wrong. An ordered list of these, with the performance, is all a
 * Score is inferred from; everything not corrected is inferred again around them.
 */
export type Correction =
  /** Count twice (2) or half (0.5) as many beats in the same seconds. */
  | { readonly kind: 'scale-tempo'; readonly factor: 0.5 | 2 }
  /** A barline (the first one of the piece) is at the beat nearest to this time. */
  | { readonly kind: 'first-downbeat'; readonly sec: number }
  | { readonly kind: 'time-signature'; readonly time: TimeSignature }
  | { readonly kind: 'key'; readonly key: KeySignature }
  /** Nothing shorter than 1/`finest` is written, tuplets only if `tuplets`. */
  | { readonly kind: 'grid'; readonly finest: 4 | 8 | 16 | 32; readonly tuplets: boolean }
  /** Eighths are played long–short and written straight, or are what they are. */
  | { readonly kind: 'swing'; readonly swing: boolean }
  /** One staff, or two that part at a pitch: notes from it up stand on the upper one. */
  | {
      readonly kind: 'staff-split';
      readonly instrumentIndex: number;
      /** MIDI pitch; `null` for a single staff. */
      readonly pitch: number | null;
    }
  /** Written so many octaves above (> 0) or below where it sounds. */
  | {
      readonly kind: 'octave';
      readonly instrumentIndex: number;
      readonly octaves: -2 | -1 | 0 | 1 | 2;
    }
  | {
      readonly kind: 'clef';
      readonly instrumentIndex: number;
      readonly staff: number;
      readonly clef: Clef;
    };
