import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { BASS, makeScore, TREBLE } from '../make-score.ts';

const UPPER = [
  'g(C#6:16) D6:4 r:16 A5:16 B5:8 r:32 [C6:32 D6:32 E6:32] r:8 r:4 / C5+E5:2 B4:2',
  'A4+C5+E5:2. [C5:8 E5:8] / [G4+B4:8 G4+B4:8] D4+G4:4. F4:8 G4:4',
  'r:16 [G5:16 A5:8] C6:4~ C6:4.. r:16 / C5+E5:2% r:16 E4:16 F4:8 G4:4',
  'g(B5:16 A5:16) G5:4. A#5:8 B5:2~ / D5:2. r:4',
  'B5:4 C6:2. / R',
  '[C6:8 E6:8 G6:8 C7:8] E7:2~',
  'E7:1~',
  'E7:4 [D7:8 C7:8] [B6:8 A6:8] G6:4~',
  'G6:4~ [G6:8 A6:8] B6:2',
  '{3:2:8 [E5:8 F5:8 G5:8]} {!3:2:4 G5:4 F5:4 E5:4} C5:4 / {!3:2:4 C4:4 r:4 D4:4} {3:2:8 [E4:8 D4:8 C4:8]} C4:4',
  'g(D#5:16) E5:4 g(F#4:16 G4:16) A4:4 g(Bb4:16) D5+F5+A5:4 g(C6:16) C4:4',
  'C5+D5+E5+F5:4. C5+D5:8 Bb4+C5+D#5:2',
] as const;

const LOWER = [
  'C3:4 E3:4 G3:4 C4:4',
  'C3:1~',
  'r:4 G3:4 r:8 [A3:8 B3:8 C4:8] / C3:2~ C3:2',
  'G2+D3+B3:2% G3:4. F3:8',
  'C3:1',
  'A2:2 E3:2',
  '[A2:16 E3:16 A3:16 C4:16] [E4:16 C4:16 A3:16 E3:16] A2:2',
  'A2:4 r:2 E3:4',
  'R',
  'C3:2. r:4',
  'g(D2:16) C2:4 r:8 G3:8 A2:2',
  'F2:2~ F2:8 G2:4.',
] as const;

/**
 * What gets into each other's way: two voices with dots, seconds, short rests and rolls, grace notes
 * with accidentals, tuplets in both voices, an ottava and ties over line breaks, changes of tempo
 * over high notes.
 */
export const crowded = makeScore(
  'Crowded',
  UPPER.map((_, index) => {
    if (index === 0) return { tempo: { perMinute: 96, text: 'Molto agitato' } };
    if (index === 4) return { key: { fifths: 3, mode: 'major' as const } };
    if (index === 7) return { tempo: { perMinute: 60, text: 'Largo' } };
    if (index === 10) return { key: { fifths: -2, mode: 'minor' as const } };
    return {};
  }),
  [
    {
      name: 'Piano',
      abbreviation: 'Pno.',
      sound: 0,
      staves: [
        {
          clefs: [TREBLE],
          bars: UPPER,
          ottavas: [
            {
              octaves: 1,
              startBar: 5,
              startOffsetDivs: 0,
              endBar: 8,
              endOffsetDivs: 4 * DIVS_PER_QUARTER,
            },
          ],
        },
        { clefs: [BASS], bars: LOWER },
      ],
    },
  ],
);
