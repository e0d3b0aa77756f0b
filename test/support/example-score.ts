import type { Bar, Clef, Ottava, Part, Score, Staff } from '../../src/score/model.ts';
import { barDivs, DIVS_PER_QUARTER, type KeySignature } from '../../src/score/time.ts';
import { finishStaves } from './finish-staves.ts';
import { readVoice } from './score-text.ts';

const TREBLE: Clef = { sign: 'G', line: 2, octaveChange: 0 };
const BASS: Clef = { sign: 'F', line: 4, octaveChange: 0 };
const PERCUSSION: Clef = { sign: 'percussion', line: 3, octaveChange: 0 };

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

const bars: readonly Bar[] = MELODY.map((_, index) => ({
  number: index,
  startDiv: index === 0 ? 3 * DIVS_PER_QUARTER : index * barDivs(TIME),
  lengthDivs: index === 0 ? DIVS_PER_QUARTER : barDivs(TIME),
  time: TIME,
  key: index < 5 ? F_MAJOR : D_MAJOR,
}));

function staff(clef: Clef, texts: readonly string[], octaves = 0, ottavas: Ottava[] = []): Staff {
  return {
    ottavas,
    bars: bars.map(({ lengthDivs }, index) => {
      const voices = (texts[index] ?? 'R').split(' / ');
      return {
        clef,
        voices: voices.map((text, voice) => ({
          ...readVoice(text, octaves, lengthDivs),
          stems: voices.length === 1 ? 'auto' : voice === 0 ? 'up' : 'down',
        })),
      };
    }),
  };
}

function part(
  index: number,
  named: Pick<Part, 'name' | 'abbreviation' | 'program' | 'isPercussion'>,
  staves: readonly Staff[],
  octaveTransposition = 0,
): Part {
  return {
    ...named,
    id: `P${index + 1}`,
    instrumentIndex: index,
    octaveTransposition,
    staves: finishStaves(staves, bars, named.isPercussion),
  };
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
  title: 'Eight bars',
  bars,
  tempoMap: [
    { div: 0, sec: 0 },
    { div: 5 * barDivs(TIME), sec: 10 },
    { div: 9 * barDivs(TIME), sec: 20 },
  ],
  tempoMarks: [
    {
      barIndex: 0,
      offsetDivs: 0,
      beat: { type: 4, dots: 0 },
      perMinute: 120,
      text: '',
      swing: false,
    },
    {
      barIndex: 5,
      offsetDivs: 0,
      beat: { type: 4, dots: 0 },
      perMinute: 96,
      text: 'Slower',
      swing: false,
    },
  ],
  parts: [
    part(0, { name: 'Melody', abbreviation: 'Mel.', program: 73, isPercussion: false }, [
      staff(TREBLE, MELODY, 0, [RIGHT_HAND_8VA]),
    ]),
    part(1, { name: 'Piano', abbreviation: 'Pno.', program: 0, isPercussion: false }, [
      staff(TREBLE, RIGHT),
      staff(BASS, LEFT),
    ]),
    part(
      2,
      { name: 'Electric Bass', abbreviation: 'E. Bs.', program: 33, isPercussion: false },
      [staff(BASS, BASS_LINE, -1)],
      -1,
    ),
    part(3, { name: 'Drums', abbreviation: 'Dr.', program: 0, isPercussion: true }, [
      staff(PERCUSSION, DRUMS),
    ]),
  ],
};
