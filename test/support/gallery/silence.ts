import { BASS, makeScore, TREBLE } from '../make-score.ts';

const SOLO = [
  'C5:4 D5:4 E5:4 F5:4',
  'G5:1~',
  'G5:1',
  'R',
  'R',
  'R',
  'R',
  'R',
  'R',
  'R',
  'A5:2 G5:2',
  'R',
  'R',
  'F5:2. r:4',
  'R',
  'E5:1',
] as const;

const BELOW = [
  'C3:1',
  'E3:2 C3:2',
  'C3:1',
  ...Array<string>(7).fill('R'),
  'F3:1',
  'R',
  'R',
  'D3:1',
  'G3:1',
  'C3:1',
];

/** Silence of all parts, for many bars and for two, and of one part alone. */
export const silence = makeScore(
  'Silence',
  SOLO.map((_, index) => (index === 0 ? { tempo: {} } : {})),
  [
    { name: 'Oboe', abbreviation: 'Ob.', sound: 68, staves: [{ clefs: [TREBLE], bars: SOLO }] },
    { name: 'Bassoon', abbreviation: 'Bsn.', sound: 70, staves: [{ clefs: [BASS], bars: BELOW }] },
  ],
);
