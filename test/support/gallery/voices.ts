import { makeScore, TREBLE } from '../make-score.ts';

const BARS = [
  'G5:4 F5:4 E5:4 D5:4 / C5:4 B4:4 C5:4 B4:4',
  'C5:4 D5:4 E5:4 F5:4 / C5:4 C5:4 D5:4 F5:4',
  'E5:4. F5:8 G5:4. A5:8 / C5:4. B4:8 D5:4. F5:8',
  'r:4 G5:4 r:8 G5:8 r:4 / C4:2 r:4 E4:4',
  'A5:2 r:2 / r:2 F4:2',
  'r:4 C5:4 r:2 / r:4 A4:4 r:2',
  '[G5:8 A5:8 B5:8 C6:8] C5:2 / E4:2 [G5:8 F5:8 E5:8 D5:8]',
  '[D4:8 C4:8 A4:8 C5:8] [A5:8 G5:8] r:4 / r:16 [C5:8 E5:16] r:4 [C5:16 D6:16 C6:16 C5:16] r:4',
  'D5:2 C5:2 / C5:4 D5:4 B4:4 A4:4',
  'F5:1 / [F4:8 G4:8 A4:8 G4:8] F4:2',
  'C5+E5:4 B4+D5:4 A4+C5:4 G4+B4:4 / D4+F4:4 E4+G4:4 F4+A4:4 E4+F4:4',
  '{3:2:8 [C6:8 B5:8 A5:8]} {!3:2:4 G5:4 F5:4 E5:4} C5:4 / C4:4 {!3:2:4 E4:4 D4:4 C4:4} r:4',
  'G#5:4 G5:4 F#5:4 F5:4 / Bb4:4 B4:4 Eb5:4 E5:4',
  'E5:4.. F5:16 E5:2~ / C5:4.. D5:16 C5:2~',
  'E5:1 / C5:1',
] as const;

/** Two voices on a staff: seconds, unisons, crossed voices, rests moved away, dots and accidentals. */
export const voices = makeScore(
  'Two Voices',
  BARS.map((_, index) => (index === 0 ? { tempo: {} } : {})),
  [
    {
      name: 'Guitar',
      abbreviation: 'Gtr.',
      sound: 24,
      staves: [{ clefs: [TREBLE], bars: BARS }],
    },
  ],
);
