import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { BASS, makeScore, TREBLE } from '../make-score.ts';

const RIGHT = [
  'g(D5:16) E5:4 [D#5:16 E5:16 D#5:16 E5:16] [B4:16 D5:16 C5:16] r:16 A4:4',
  'C4+E4+A4:4 r:4 [E4:8 G#4:8] B4:4',
  "[C6:32 B5:32 A5:32 G5:32 F5:32 E5:32 D5:32 C5:32] [B4:8' D5:8'] G5:4_ g(A5:16 B5:16) C6:4>",
  'E5+G5:2.w F5+A5:4 / C5:2w [B4:8 C5:8 D5:8 C5:8]',
  'F5:4~ [F5:8 E5:8] D5:4~ [D5:8 C5:8] / r:4 A4:4 r:4 G4:4',
  '[C6:8 E6:8 G6:8 C7:8] [E7:8 C7:8 G6:8 E6:8]',
  'C7+E7+G7:2 C4+E4+G4+C5+E5+G5+C6:2%',
  '{6:4:16 [C5:16 D5:16 E5:16 F5:16 G5:16 A5:16]} {!3:2:8 B5:8 r:8 C6:8} {5:4:16 [D6:16 C6:16 B5:16 A5:16 G5:16]} F5:4',
  'Bb4+C5:4 Ab4+Bb4+C5:4 F#4+G4+A4+B4:4 Db5+Eb5+F5+Gb5:4',
  '[C4:8 C6:8] [C6:8 C4:8] [E4:8 G5:8 F4:8 A5:8]',
  'A3:2w G3:4 F3:4',
  'G3+C4+E4:1~',
  'G3+C4+E4:1',
] as const;

const LEFT = [
  'R',
  'A2:4 E3:4 E2+E3:2',
  'C3+G3:2 F3:4 G3:4',
  'C3:2. F2:4',
  '[D3:8 A3:8 F3:8 A3:8] [G2:8 G3:8 B2:8 G3:8]',
  'C2+C3:1',
  'C1+C2:2 E4+G4+C5:2',
  'G3+B3+F4:2 G3+B3+D4:2 / [G2:8 D3:8 G2:8 D3:8] [G2:8 D3:8 B2:8 G2:8]',
  'F2+Eb3:2 G2+F3:2',
  'C2:4 E2:4 G2:4 C3:4',
  '[F2:16 A2:16 C3:16 F3:16] [A3:16 F3:16 C3:16 A2:16] [G2:16 B2:16 D3:16 F3:16] [G3:16 F3:16 D3:16 B2:16]',
  'C2+G2:1~',
  'C2+G2:1',
] as const;

/** A grand staff at its limits: two voices, runs, clusters, ledger lines, ottava, arpeggio, trills, ties. */
export const piano = makeScore(
  'Piano Piece',
  RIGHT.map((_, index) => (index === 0 ? { tempo: { perMinute: 72, text: 'Poco moto' } } : {})),
  [
    {
      name: 'Piano',
      abbreviation: 'Pno.',
      sound: 0,
      staves: [
        {
          clefs: [TREBLE],
          bars: RIGHT,
          ottavas: [
            {
              octaves: 1,
              startBar: 5,
              startOffsetDivs: 0,
              endBar: 6,
              endOffsetDivs: 2 * DIVS_PER_QUARTER,
            },
          ],
        },
        { clefs: { 0: BASS, 10: BASS }, bars: LEFT },
      ],
    },
  ],
);
