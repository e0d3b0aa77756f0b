import {
  ALTO,
  BASS,
  makeScore,
  PERCUSSION,
  TREBLE,
  TREBLE_8VB,
  type PartPlan,
} from '../make-score.ts';

const strings: readonly PartPlan[] = [
  {
    name: 'Violin I',
    abbreviation: 'Vln. I',
    sound: 40,
    staves: [
      {
        clefs: [TREBLE],
        bars: [
          'r:4',
          'D5:2.~ [D5:8 E5:8]',
          'F#5:4. [E5:8 D5:8 C#5:8] B4:4~',
          '[B4:8 C#5:8 D5:8 E5:8] F#5:2~',
          'F#5:1',
          'G5:4 F#5:4 E5:4 D5:4',
          '[C#5:16 D5:16 E5:16 F#5:16] [G5:8 F#5:8] E5:2',
          'D5:1~',
          'D5:1',
        ],
      },
    ],
  },
  {
    name: 'Viola',
    abbreviation: 'Vla.',
    sound: 41,
    staves: [
      {
        clefs: [ALTO],
        bars: [
          'r:4',
          'F#4:1',
          'D4:2 E4:2',
          'D4:1~',
          'D4:1',
          'B3:4 D4:4 C#4:4 B3:4',
          'A3:2 A3:2',
          'F#3+A3:1',
          'R',
        ],
      },
    ],
  },
  {
    name: 'Violoncello',
    abbreviation: 'Vc.',
    sound: 42,
    staves: [
      {
        clefs: [BASS],
        bars: ['r:4', 'D3:1', 'B2:2 G2:2', 'A2:1', 'A2:1', 'G2:2 E2:2', 'A2:1', 'D2:1~', 'D2:1'],
      },
    ],
  },
];

/** A song for a band with strings: brackets, a brace, names, an anacrusis, drums, a guitar. */
export const band = makeScore(
  'Song for a Band',
  Array.from({ length: 9 }, (_, index) =>
    index === 0
      ? {
          key: { fifths: 2, mode: 'major' } as const,
          pickupQuarters: 1,
          tempo: { perMinute: 104, text: 'Moderate rock' },
        }
      : {},
  ),
  [
    {
      name: 'Lead Vocal',
      abbreviation: 'Voc.',
      sound: 53,
      staves: [
        {
          clefs: [TREBLE],
          bars: [
            '[A4:8 B4:8]',
            'D5:4. [C#5:8 B4:8 A4:8] F#4:4~',
            '[F#4:8 G4:8] A4:2 r:4',
            'r:8 [D5:8 D5:8 E5:8] F#5:4 [E5:8 D5:8]',
            'E5:2. r:4',
            '{3:2:8 [B4:8 C#5:8 D5:8]} E5:4 {!3:2:4 D5:4 C#5:4 B4:4}',
            'A4:2. [F#4:8. G4:16]',
            'A4:1~',
            'A4:4 r:4 r:2',
          ],
        },
      ],
    },
    {
      name: 'Electric Guitar',
      abbreviation: 'E. Gtr.',
      sound: 29,
      staves: [
        {
          clefs: [TREBLE_8VB],
          bars: [
            'r:4',
            '[D3+A3+D4:8 D3+A3+D4:8 D3+A3+D4:8 D3+A3+D4:8] r:8 [D3+A3+D4:8 D3+A3+D4:8 D3+A3+D4:8]',
            "B3+D4+F#4:4' B3+D4+F#4:4' G3+B3+D4:4> G3+B3+D4:4>",
            'A3+C#4+E4:2.~ A3+C#4+E4:4',
            '[A3:16 B3:16 C#4:16 D4:16] [E4:16 D4:16 C#4:16 B3:16] A3:2',
            'G3+B3+D4:2 E3+G3+B3:2',
            'A3+C#4+E4+G4:1',
            '[D4:8 A4:8 D5:8 F#5:8] [A5:8 F#5:8 D5:8 A4:8]',
            'D3+A3+D4+F#4:1%',
          ],
        },
      ],
    },
    {
      name: 'Piano',
      abbreviation: 'Pno.',
      sound: 0,
      staves: [
        {
          clefs: [TREBLE],
          bars: [
            'r:4',
            'F#4+A4+D5:2 F#4+A4+D5:2',
            'F#4+B4+D5:2 G4+B4+D5:2',
            'E5:4 F#5:4 G5:2 / A4+C#5:2 B4:4 C#5:4',
            'A4+C#5+E5:1',
            '[D5:16 B4:16 G4:16 B4:16] [D5:16 B4:16 G4:16 B4:16] [E5:16 B4:16 G4:16 B4:16] [E5:16 B4:16 G4:16 B4:16]',
            'G4+A4+C#5+E5:1',
            'r:4 F#4+A4+D5:2 F#4+A4+D5:4',
            'F#4+A4+D5:1%',
          ],
        },
        {
          clefs: [BASS],
          bars: [
            'r:4',
            'D2+D3:2 D2+D3:2',
            'B1+B2:2 G2+G3:2',
            '[A2:8 E3:8 A3:8 E3:8] [A2:8 E3:8 A3:8 E3:8]',
            'A2:4 C#3:4 E3:2',
            'G2+D3:2 E2+B2:2',
            'A1+A2:1',
            'D2+A2:2. D3:4',
            'D2+A2:1',
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
            'r:4',
            '[D3:8 D3:8 D3:8 D3:8] [D3:8 D3:8 C#3:8 C#3:8]',
            '[B2:8 B2:8 B2:8 B2:8] [G2:8 G2:8 G2:8 G2:8]',
            'A2:4. A2:8 A2:4 E3:4',
            'A2:2~ [A2:8 B2:8 C#3:8 E3:8]',
            'G2:2 E2:2',
            'A2:4.. A2:16 A2:2',
            'D3:1~',
            'D3:1',
          ],
        },
      ],
    },
    {
      name: 'Drumset',
      abbreviation: 'Drs.',
      sound: 'drums',
      staves: [
        {
          clefs: [PERCUSSION],
          bars: [
            'r:4',
            '[cr:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 oh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
            '[hh:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 hh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
            '[rd:8 rd:8 rd+sn:8 rd:8] [rd:8 rd:8 rd+sn:8 rb:8] / bd:4 hp:4 [bd:8 bd:8] hp:4',
            '[hh:8 hh:8 hh+sn:8 hh:8] [sn:16 sn:16 ht:16 ht:16] [mt:16 mt:16 ft:16 ft:16] / bd:4 r:4 bd:2',
            '[cr:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 oh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
            'ss:4 ss:4 cb:4 ss:4 / bd:2 bd:2',
            'R',
            'cr:4 r:4 r:2 / bd:4 s:4 s:2',
          ],
        },
      ],
    },
    ...strings,
  ],
);
