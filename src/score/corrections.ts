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
  | {
      readonly kind: 'clef';
      readonly instrumentIndex: number;
      readonly staff: number;
      readonly clef: Clef;
    };
