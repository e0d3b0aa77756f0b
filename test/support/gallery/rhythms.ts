import { makeScore, TREBLE } from '../make-score.ts';

const RUN = [
  'C5',
  'D5',
  'E5',
  'F5',
  'G5',
  'A5',
  'B5',
  'C6',
  'B5',
  'A5',
  'G5',
  'F5',
  'E5',
  'D5',
  'C5',
  'B4',
];

function beam(names: readonly string[], type: number): string {
  return `[${names.map((name) => `${name}:${type}`).join(' ')}]`;
}

function sixteenths(names: readonly string[]): string {
  return [0, 4, 8, 12].map((from) => beam(names.slice(from, from + 4), 16)).join(' ');
}

const BARS = [
  sixteenths(RUN),
  sixteenths(RUN.map((_, i) => (i % 2 === 0 ? 'C4' : 'C6'))),
  sixteenths(RUN.map((_, i) => (i % 4 === 2 ? 'G#5' : 'A4'))),
  `${beam(RUN.slice(0, 8), 32)} ${beam(RUN.slice(8, 16), 32)} ${beam(RUN.slice(0, 8), 32)} ${beam(RUN.slice(8, 16), 32)}`,
  '[C5:8. D5:16] [E5:16 F5:8.] [G5:16 A5:8 G5:16] [F5:8 E5:16 D5:16]',
  'r:16 [C5:16 D5:16 E5:16] r:8 [F5:16 G5:16] A5:16 r:16 A5:8 r:8. A5:16',
  'C5:8 D5:4 E5:4 F5:4 G5:8~',
  'G5:16 r:8. {!3:2:8 r:8 [A5:8 B5:8]} {3:2:16 [C6:16 B5:16 A5:16]} {3:2:16 [G5:16 F5:16 E5:16]} {!3:2:8 D5:4 C5:8}',
  '{7:8:16 [C5:16 D5:16 E5:16 F5:16 G5:16 A5:16 B5:16]} C6:4.. r:16',
  'C5:2.. B4:8',
  "C5:4' D5:4_ E5:4> F5:4'>",
  "C4:4' A5:4' [C6:8'> D4:8'_] G5:4_",
  'E4:8 F4:8 E6:8 F6:8 C4:16 r:16 C6:16 r:16 A3:32 r:32 r:16 A6:32 r:32 r:16',
  'r:1',
  'C#5:4 C5:4 Cb5:4 C##5:4',
  'Fb4:4 F#4:4 Fbb4:4 F#4+G#4+A#4:4',
] as const;

/** Rhythms in one voice: dense runs, steep and flat beams, dots, tuplets, flags, articulations. */
export const rhythms = makeScore(
  'Rhythms',
  BARS.map((_, index) => (index === 0 ? { tempo: { perMinute: 90 } } : {})),
  [
    {
      name: 'Flute',
      abbreviation: 'Fl.',
      sound: 73,
      staves: [{ clefs: [TREBLE], bars: BARS }],
    },
  ],
);
