// "First Light": the tune itself, bar by bar. AABA of four-bar phrases and a last held bar; the bridge
// leaves G for B flat, and the last A goes through B7 and A7 on its way home.

/** Quarter notes per minute, steady from the first bar to the last. */
export const BEATS_PER_MINUTE = 108;

/** The metre: four quarters a bar. */
export const BEATS_PER_BAR = 4;

/** Where the key changes: `bar` counts from 0, `sharps` is negative for flats. All major. */
export const KEYS = [
  { bar: 0, sharps: 1 },
  { bar: 8, sharps: -2 },
  { bar: 12, sharps: 1 },
];

/**
 * The melody: one string a bar, `NOTE:BEATS` with `R` for a rest. One beat where no length is written.
 */
export const MELODY = [
  'D5:1.5 E5:.5 D5 B4',
  'B4:1.5 A4:.5 G4:2',
  'C5:1.5 D5:.5 C5 A4',
  'F#4:.5 G4:.5 A4 D5:2',

  'D5:1.5 E5:.5 D5 B4',
  'B4:1.5 D5:.5 G5:2',
  'F#5:.5 E5:.5 D5 C5:.5 B4:.5 A4',
  'G4:2 R:1 C5:.5 D5:.5',

  'F5:1.5 Eb5:.5 D5 F5',
  'G5:2 Eb5 Bb4',
  'Eb5:1.5 D5:.5 C5 G4',
  'A4:.5 Bb4:.5 C5 F#4 A4',

  'D5:1.5 E5:.5 D5 B4',
  'D#5:1.5 F#5:.5 B4:2',
  'G5:1.5 F#5:.5 E5 C#5',
  'C5:1 E5:.5 D5:1.5 A4:.5 F#4:.5',
  'G4:4',
];

/** The chords of each bar, equally long, named as in `CHORDS`. */
export const HARMONY = [
  ['G'],
  ['Em7'],
  ['Am7'],
  ['D7'],

  ['G'],
  ['Em7'],
  ['Am7', 'D7'],
  ['G', 'G7'],

  ['Bb'],
  ['Ebmaj7'],
  ['Cm7'],
  ['D7'],

  ['G'],
  ['B7/F#'],
  ['Em7', 'A7'],
  ['Am7', 'D7'],
  ['G'],
];

/** What each chord is for the bass (its note, and the one it answers with) and for the piano. */
export const CHORDS = {
  G: { bass: ['G2', 'D2'], piano: ['G3', 'B3', 'D4'] },
  Em7: { bass: ['E2', 'B2'], piano: ['E3', 'G3', 'B3', 'D4'] },
  Am7: { bass: ['A2', 'E2'], piano: ['G3', 'C4', 'E4'] },
  D7: { bass: ['D2', 'A2'], piano: ['F#3', 'A3', 'C4'] },
  G7: { bass: ['G2', 'F2'], piano: ['F3', 'B3', 'D4'] },
  Bb: { bass: ['Bb1', 'F2'], piano: ['F3', 'Bb3', 'D4'] },
  Ebmaj7: { bass: ['Eb2', 'Bb2'], piano: ['G3', 'Bb3', 'D4'] },
  Cm7: { bass: ['C2', 'G2'], piano: ['G3', 'Bb3', 'Eb4'] },
  'B7/F#': { bass: ['F#2', 'B1'], piano: ['F#3', 'A3', 'D#4'] },
  A7: { bass: ['A1', 'C#2'], piano: ['G3', 'C#4', 'E4'] },
};
