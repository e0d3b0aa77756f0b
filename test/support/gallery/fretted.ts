import { withTablature } from '../../../src/score/tablature/with-tablature.ts';
import { BASS, makeScore, TREBLE, TREBLE_8VB } from '../make-score.ts';

/** Guitar and bass with their tablature: chords, ties, grace notes, high frets, two voices, silence. */
export const fretted = withTablature(
  makeScore(
    'Strings and Frets',
    Array.from({ length: 10 }, (_, index) =>
      index === 0 ? { key: { fifths: 1, mode: 'major' } as const, tempo: { perMinute: 92 } } : {},
    ),
    [
      {
        name: 'Lead Vocal',
        abbreviation: 'Voc.',
        sound: 53,
        staves: [{ clefs: [TREBLE], bars: ['R', 'R', 'R', 'R', 'B4:1', 'A4:1', 'B4:1', 'G4:1'] }],
      },
      {
        name: 'Acoustic Guitar',
        abbreviation: 'A. Gtr.',
        sound: 25,
        staves: [
          {
            clefs: [TREBLE_8VB],
            bars: [
              'G2+B2+D3+G3+B3+G4:4. [G2+B2+D3+G3+B3+G4:8] C3+E3+G3+C4+E4:2%',
              '[E3:8 G3:8 B3:8 E4:8] [G4:8 E4:8 B3:8 G3:8]',
              'A4:4~ [A4:8 B4:8] g(C5:16) D5:4. E5:8~',
              '[E5:16 F#5:16 G5:16 A5:16] [B5:16 C6:16 D6:16 E6:16] B5:2~',
              'B5:2 r:4 D4:4',
              'r:4 [E4:8 F#4:8] G4:4 A4:4 / A2:2 D3:2',
              'R',
              '{3:2:8 [G4:8 F#4:8 E4:8]} {3:2:8 [D4:8 C4:8 B3:8]} E3+B3+E4:2>',
              'B2+F#3+B3+D4+F#4:1~',
              'B2+F#3+B3+D4+F#4:2 E2+B2+E3+G3+B3+E4:2',
            ],
          },
        ],
      },
      {
        name: 'Bass Guitar',
        abbreviation: 'B. Gtr.',
        sound: 33,
        octaves: -1,
        staves: [
          {
            clefs: [BASS],
            bars: [
              '[G2:8 G2:8 G2:8 G2:8] [C3:8 C3:8 E3:8 G3:8]',
              'E2:2. [E2:8 F#2:8]',
              'A2:4. A2:8 D3:2~',
              'D3:8 [D3:8 E3:8 F#3:8] G3:2',
              'E3:1',
              '[A3:16 B3:16 C4:16 D4:16] [E4:16 D4:16 C4:16 B3:16] A3:2',
              'G2:1',
              'C3:2 E2:2',
              'B2:1~',
              'B2:2 E2:2',
            ],
          },
        ],
      },
    ],
  ),
);
