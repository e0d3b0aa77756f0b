import { makeScore, PERCUSSION, TREBLE } from '../make-score.ts';

const GUITAR = [
  'r:8 r:16 A3+D4+F4+A4+D5+F5:16~ A3+D4+F4+A4+D5+F5:4~ A3+D4+F4+A4+D5+F5:8 r:8 C4+D4+G4+C5:4~',
  'C4+D4+G4+C5:4. C#4+D4+Eb4:8~ C#4+D4+Eb4:4. C4+E4:8~',
  'G3+E4:4 C4+G4:4 D4+A4:4 C4+G4:4 / {3:2:8 C4:4 D4:8~} {3:2:8 D4:4 G4:8~} {3:2:8 G4:4 A4:8~} {3:2:8 A4:4 G4:8}',
  'F4:4~ F4:8 G4:8~ G4:2 / r:8 C5:8~ C5:4 C5:4.~ C5:8',
  'C5:4.~ [C5:8 B4:8~ B4:8] Bb4:4~ / F#4+A4:8~ F#4+A4:4.~ F#4+A4:4. F4:8~',
  'Bb4:1 / F4:4. E4:8~ E4:2',
  'G4+Ab4+A4:4 E4+F4+F#4:4 D5+Eb5+E5:4. C5+C#5+D5:8',
] as const;

const DRUMS = [
  '[hh+oh:8 hh:8 hh+oh+sn:8 oh:8] [hh+oh:16 hh+oh:16 hh+oh:16 hh+oh:16] hh+oh:4 / bd:4 r:4 bd:4 r:4',
  'hh+oh:4 r:4 hh+oh:2',
] as const;

/** Ties where there is little room for them, past other voices' heads; heads that share a place. */
export const ties = makeScore(
  'Ties',
  GUITAR.map(() => ({})),
  [
    {
      name: 'Guitar',
      abbreviation: 'Gtr.',
      sound: 24,
      staves: [{ clefs: [TREBLE], bars: GUITAR }],
    },
    {
      name: 'Drums',
      abbreviation: 'Dr.',
      sound: 'drums',
      staves: [{ clefs: [PERCUSSION], bars: DRUMS }],
    },
  ],
);
