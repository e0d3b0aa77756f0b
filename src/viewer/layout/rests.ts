import type { NoteType } from '../../score/time.ts';

/** How far rests reach over and under their reference line, in half spaces. */
export const REST_REACH: Readonly<
  Record<NoteType, { readonly above: number; readonly below: number }>
> = {
  0.5: { above: 2, below: 0 },
  1: { above: 0, below: 1 },
  2: { above: 1, below: 0 },
  4: { above: 3, below: 3 },
  8: { above: 1, below: 2 },
  16: { above: 1, below: 4 },
  32: { above: 3, below: 4 },
  64: { above: 3, below: 6 },
  128: { above: 5, below: 6 },
};
