import type { Ottava, Score } from '../../src/score/model.ts';
import { barDivs, DIVS_PER_QUARTER, type KeySignature } from '../../src/score/time.ts';
import { BASS, makeScore, PERCUSSION, TREBLE, type BarPlan } from './make-score.ts';

const TIME = { beats: 4, beatType: 4 } as const;
const F_MAJOR: KeySignature = { fifths: -1, mode: 'major' };
const D_MAJOR: KeySignature = { fifths: 2, mode: 'major' };

/** A bar for each string; `/` parts two voices. Bar 0 is the anacrusis of one quarter. */
const MELODY = [
  '[C5:8 D5:8]',
  'F5:4. [E5:8 D5:8 C5:8] A4:4~',
  'A4:4 r:8 Bb4:8 {3:2:8 [C5:8 B4:8 C5:8]} D5:4',
  '[C#5:8. D5:16] E5:4_ g(F5:16) [G5:16 F5:16 |E5:16 D5:16] C5:4>',
  'C5:2.~ C5:8 r:8',
  'F#5:4. [E5:8 D5:8 C#5:8] A4:4~',
  'A4:8 r:8 {!3:2:4 B4:4 C#5:4 D5:4} [E5:8 F#5:8]',
  '[A6:8 G6:8 F#6:8 E6:8] D6:4 r:4',
  'D5:1',
];

const RIGHT = [
  'r:4',
  'A4+C5+F5:2 r:2',
  'Bb4+D5:2 C5+E5:2',
  'C#5:4 D5:4 E5:2 / G4:2 A4:4 Bb4:4',
  'F4+A4+C5:1%',
  'A4+D5+F#5:2 r:2',
  'G4+B4:2 A4+C#5:2',
  '{5:4:16 [D5:16 E5:16 F#5:16 G5:16 A5:16]} B5:4 A5:2 / F#4:2 s:2',
  'D5+F#5+A5:1',
];

const LEFT = [
  'r:4',
  'F3:4 C3:4 F3:4 A3:4',
  'Bb2:2 C3:2',
  'A2+E3:2 D3:4 G3:4',
  'F2+C3:1',
  'D3:4 A2:4 D3:4 F#3:4',
  'G2:2 A2:2',
  'D2+D3:2 A2:4. [A2:16 C#3:16]',
  'R',
];

const BASS_LINE = [
  'r:4',
  'F2:4. [C2:8 F2:8 A2:8] C3:4',
  '[Bb1:8 Bb1:8 D2:8 F2:8] C2:2',
  'A1:2 [D2:8 F2:8] G2:4~',
  'G2:8 F2:4. r:2',
  'D2:4. [A1:8 D2:8 F#2:8] A2:4',
  '[G1:8 G1:8 B1:8 D2:8] A1:2',
  'D2:4.. A1:16 D2:2',
  'D2:1',
].map((bar) => raised(bar));

const DRUMS = [
  'r:4',
  '[cr:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 oh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
  '[hh:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 hh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
  '[hh:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8] [sn:16 sn:16 ht:16 ht:16] / bd:4 r:4 bd:2',
  'R',
  '[cr:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 oh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
  '[hh:8 hh:8 hh+sn:8 hh:8] [hh:8 hh:8 hh+sn:8 hh:8] / bd:4 r:4 [bd:8 bd:8] r:4',
  'R',
  'cr:4 r:4 r:2 / bd:4 s:4 s:2',
];

/** Bass players read an octave above the sound. */
function raised(bar: string): string {
  return bar.replace(
    /([A-G][b#]?)(\d)/g,
    (_, step: string, octave: string) => step + String(Number(octave) + 1),
  );
}

const RIGHT_HAND_8VA: Ottava = {
  octaves: 1,
  startBar: 7,
  startOffsetDivs: 0,
  endBar: 7,
  endOffsetDivs: 2 * DIVS_PER_QUARTER,
};

/**
 * Eight bars and an anacrusis for four parts: ties, triplets, a quintuplet, dots, accidentals, grace
 * notes, two voices on a staff, a grand staff, drums, an ottava, a key change and a tempo change.
 */
export const exampleScore: Score = {
  ...makeScore(
    'Eight bars',
    MELODY.map((_, index): BarPlan => {
      if (index === 0) return { key: F_MAJOR, pickupQuarters: 1, tempo: {} };
      return index === 5 ? { key: D_MAJOR, tempo: { perMinute: 96, text: 'Slower' } } : {};
    }),
    [
      {
        name: 'Melody',
        abbreviation: 'Mel.',
        sound: 73,
        staves: [{ clefs: [TREBLE], bars: MELODY, ottavas: [RIGHT_HAND_8VA] }],
      },
      {
        name: 'Piano',
        abbreviation: 'Pno.',
        sound: 0,
        staves: [
          { clefs: [TREBLE], bars: RIGHT },
          { clefs: [BASS], bars: LEFT },
        ],
      },
      {
        name: 'Electric Bass',
        abbreviation: 'E. Bs.',
        sound: 33,
        octaves: -1,
        staves: [{ clefs: [BASS], bars: BASS_LINE }],
      },
      {
        name: 'Drums',
        abbreviation: 'Dr.',
        sound: 'drums',
        staves: [{ clefs: [PERCUSSION], bars: DRUMS }],
      },
    ],
  ),
  tempoMap: [
    { div: 0, sec: 0 },
    { div: 5 * barDivs(TIME), sec: 10 },
    { div: 9 * barDivs(TIME), sec: 20 },
  ],
};
