import { makeScore, TREBLE } from '../make-score.ts';

const BARS = [
  'A5:8~ A5:4. g(G5:16) A4+C#5+F#5:4. F#5:8',
  'g(G#5:16) A4+C#5+F#5:4. F5:8 g(Bb4:16 C5:16) F4+D#5:2%',
  '[E4:8 g(D5:16 C#5:16 B4:16) C5:8] [E4:16 g(G5:16) F4:16 g(A5:16 B5:16) G4:16 A4:16] C5:2',
  '[C6:8 g(E4:16 D4:16) B5:8] g(F5:16) C6:4.. B5:16~ B5:4',
] as const;

/** Grace notes at barlines, before dotted chords with accidentals, and under the beams of others. */
export const graces = makeScore(
  'Grace notes',
  BARS.map(() => ({})),
  [
    {
      name: 'Violin',
      abbreviation: 'Vln.',
      sound: 40,
      staves: [{ clefs: [TREBLE], bars: BARS }],
    },
  ],
);
