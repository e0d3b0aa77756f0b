import { ALTO, BASS, makeScore, TENOR, TREBLE, type BarPlan } from '../make-score.ts';

const PLANS: readonly BarPlan[] = [
  {
    time: { beats: 3, beatType: 4 },
    key: { fifths: 4, mode: 'major' },
    pickupQuarters: 1,
    tempo: {},
  },
  {},
  {},
  {
    time: { beats: 6, beatType: 8 },
    tempo: { beat: { type: 4, dots: 1 }, perMinute: 88, text: 'Lilting' },
  },
  {},
  { key: { fifths: -3, mode: 'minor' } },
  {},
  { time: { beats: 2, beatType: 4 }, key: { fifths: 0, mode: 'major' } },
  {},
  { time: { beats: 12, beatType: 8 } },
  { time: { beats: 5, beatType: 8 } },
  {
    time: { beats: 4, beatType: 4 },
    key: { fifths: -7, mode: 'major' },
    tempo: { perMinute: 140, text: 'Swing', swing: true },
  },
  { key: { fifths: 7, mode: 'major' } },
  { time: { beats: 7, beatType: 8 }, key: { fifths: 1, mode: 'major' } },
  { time: { beats: 4, beatType: 2 } },
];

const UPPER = [
  'B4:4',
  'E5:2 D#5:4',
  'C#5:4. [D#5:8 E5:8 F#5:8]',
  '[G#5:8 F#5:8 E5:8] [D#5:8 C#5:8 B4:8]',
  'E5:4. E5:4.',
  'Eb5:4. [D5:8 C5:8 B4:8]',
  '[Ab4:8 Bb4:8 C5:8] G4:4.',
  'C5:4 G5:4',
  'E5:2',
  '[C5:8 D5:8 E5:8] [F5:8 E5:8 D5:8] G5:4. C5:4.',
  '[C5:8 D5:8 E5:8] [F5:8 E5:8]',
  'Cb5:4 Eb5:4 Gb5:2',
  'C#5:4 E#5:4 G#5:2',
  '[G4:8 A4:8 B4:8] [C5:8 D5:8] [E5:8 F#5:8]',
  'G4:1 B4:2 D5:2',
] as const;

const LOWER = [
  'r:4',
  'E3:2.',
  'A3:2.',
  'E4:4. B3:4.',
  'G#3:2.',
  'C4:4. G3:4.',
  'C3:2.',
  'E4:4 C4:4',
  'C4:2',
  'C3:2. E3:2.',
  'C3:4. G3:4',
  'Eb3:1',
  'C#3:1',
  'G3:4. D3:4 D3:4',
  'G2:1 D3:1',
] as const;

/** Changes of key, metre, clef and tempo, some of them at line ends, after an anacrusis. */
export const changes = makeScore('Changes', PLANS, [
  {
    name: 'Flute',
    abbreviation: 'Fl.',
    sound: 73,
    staves: [{ clefs: { 0: TREBLE }, bars: UPPER }],
  },
  {
    name: 'Cello',
    abbreviation: 'Vc.',
    sound: 42,
    staves: [{ clefs: { 0: BASS, 3: TENOR, 5: BASS, 7: ALTO, 9: BASS }, bars: LOWER }],
  },
]);
