import type {
  Articulation,
  Beam,
  Chord,
  Notehead,
  ScoreNote,
  Spelling,
  Step,
  Trill,
  Tuplet,
  Voice,
  VoiceElement,
} from '../../src/score/model.ts';
import { valueDivs, type NoteType, type NoteValue } from '../../src/score/time.ts';

/**
 * One voice of one bar, written as text, for tests that need music and not machinery:
 *
 *     C5:4 F#4+A4:8. r:16 s:2        notes, a chord, a rest, a hidden rest; `:8.` = dotted eighth
 *     E5:4~ E5:8                     a tie (all notes of the chord)
 *     [C5:8 D5:8]  [C5:16 |D5:8 …]   a beam; `|` breaks its secondary beams before the element
 *     {3:2:8 C5:8 D5:8 E5:8}         a tuplet: 3 in the time of 2 eighths ({! for a bracket)
 *     g(B4:16 C5:16) D5:4            grace notes (slashed) before a chord
 *     C5:4' C5:4_ C5:4> C4+E4:2%     staccato, tenuto, accent, arpeggio
 *     C5:2w                          a trill with D flat 5
 *     hh+bd:8                        drums, by the names in DRUMS
 *     R                              a whole-bar rest
 */
export interface VoiceText {
  readonly text: string;
  readonly stems?: Voice['stems'];
}

interface Drum {
  readonly key: number;
  readonly place: Spelling;
  readonly notehead: Notehead;
}

const DRUMS: Readonly<Record<string, Drum>> = {
  bd: { key: 36, place: { step: 'F', alter: 0, octave: 4 }, notehead: 'normal' },
  sn: { key: 38, place: { step: 'C', alter: 0, octave: 5 }, notehead: 'normal' },
  ht: { key: 50, place: { step: 'E', alter: 0, octave: 5 }, notehead: 'normal' },
  hh: { key: 42, place: { step: 'G', alter: 0, octave: 5 }, notehead: 'x' },
  oh: { key: 46, place: { step: 'G', alter: 0, octave: 5 }, notehead: 'circle-x' },
  cr: { key: 49, place: { step: 'A', alter: 0, octave: 5 }, notehead: 'x' },
  rd: { key: 51, place: { step: 'F', alter: 0, octave: 5 }, notehead: 'x' },
  rb: { key: 53, place: { step: 'F', alter: 0, octave: 5 }, notehead: 'diamond' },
  mt: { key: 47, place: { step: 'D', alter: 0, octave: 5 }, notehead: 'normal' },
  ft: { key: 43, place: { step: 'A', alter: 0, octave: 4 }, notehead: 'normal' },
  hp: { key: 44, place: { step: 'D', alter: 0, octave: 4 }, notehead: 'x' },
  ss: { key: 37, place: { step: 'C', alter: 0, octave: 5 }, notehead: 'x' },
  cb: { key: 56, place: { step: 'E', alter: 0, octave: 5 }, notehead: 'triangle' },
};

const ALTERS = { bb: -2, b: -1, '': 0, '#': 1, '##': 2 } as const;
const SEMITONES: Readonly<Record<Step, number>> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const ARTICULATIONS: readonly (readonly [string, Articulation])[] = [
  ["'", 'staccato'],
  ['_', 'tenuto'],
  ['>', 'accent'],
];

/** Sounding pitch of a written one. */
export function pitchOf({ step, alter, octave }: Spelling, octaves = 0): number {
  return SEMITONES[step] + alter + 12 * (octave + 1 + octaves);
}

/** Accidentals and ties from the previous bar are still missing: `finishStaff` adds them. */
export function readVoice(text: string, octaves: number, lengthDivs: number): Voice {
  if (text === 'R') return wholeBarRest(lengthDivs);
  const elements: VoiceElement[] = [];
  const beams: Beam[] = [];
  const tuplets: Tuplet[] = [];
  let offsetDivs = 0;
  let beam: { elements: number[]; secondaryBreaks: number[] } | undefined;
  let tuplet: (Omit<Tuplet, 'last'> & { last: number }) | undefined;
  let grace: Chord['graceNotes'] = [];
  for (const token of text.match(/g\([^)]*\)|\{!?\d+:\d+:\d+|[[\]{}|]|[^\s[\]{}|]+/g) ?? []) {
    const opening = /^\{(!?)(\d+):(\d+):(\d+)$/.exec(token);
    if (opening !== null) {
      tuplet = {
        actual: Number(opening[2]),
        normal: Number(opening[3]),
        type: Number(opening[4]) as NoteType,
        first: elements.length,
        last: 0,
        bracket: opening[1] === '!',
      };
    } else if (token === '}' && tuplet !== undefined) {
      tuplets.push({ ...tuplet, last: elements.length - 1 });
      tuplet = undefined;
    } else if (token === '[') beam = { elements: [], secondaryBreaks: [] };
    else if (token === ']' && beam !== undefined) {
      beams.push(beam);
      beam = undefined;
    } else if (token === '|') beam?.secondaryBreaks.push(beam.elements.length);
    else if (token.startsWith('g(')) {
      grace = token
        .slice(2, -1)
        .split(' ')
        .map((each) => {
          const chord = readElement(each, 0, octaves, 1, []);
          if (chord.kind !== 'chord') throw new Error(`A rest cannot be a grace note: ${each}`);
          return { notes: chord.notes, type: chord.value.type, slash: true };
        });
    } else {
      const ratio = tuplet === undefined ? 1 : tuplet.normal / tuplet.actual;
      const element = readElement(token, offsetDivs, octaves, ratio, grace);
      grace = [];
      beam?.elements.push(elements.length);
      elements.push(element);
      offsetDivs += element.durationDivs;
    }
  }
  if (offsetDivs !== lengthDivs) {
    throw new Error(`“${text}” is ${offsetDivs} divs long, the bar ${lengthDivs}.`);
  }
  return { elements, beams, tuplets, stems: 'auto' };
}

function wholeBarRest(lengthDivs: number): Voice {
  const rest: VoiceElement = {
    kind: 'rest',
    offsetDivs: 0,
    durationDivs: lengthDivs,
    value: { type: 1, dots: 0 },
    isWholeBar: true,
    isHidden: false,
  };
  return { elements: [rest], beams: [], tuplets: [], stems: 'auto' };
}

function readElement(
  token: string,
  offsetDivs: number,
  octaves: number,
  ratio: number,
  graceNotes: Chord['graceNotes'],
): VoiceElement {
  const parts = /^([^:]+):(\d+)(\.*)([~'_>%w]*)$/.exec(token);
  if (parts === null) throw new Error(`Not a note: ${token}`);
  const [, names = '', type = '', dots = '', marks = ''] = parts;
  const value: NoteValue = {
    type: Number(type) as NoteType,
    dots: dots.length as NoteValue['dots'],
  };
  const timed = { offsetDivs, durationDivs: valueDivs(value) * ratio, value };
  if (names === 'r' || names === 's') {
    return { kind: 'rest', ...timed, isWholeBar: false, isHidden: names === 's' };
  }
  return {
    kind: 'chord',
    ...timed,
    notes: names.split('+').map((name) => readNote(name, octaves, marks.includes('~'))),
    graceNotes,
    articulations: ARTICULATIONS.filter(([mark]) => marks.includes(mark)).map(([, kind]) => kind),
    isArpeggiated: marks.includes('%'),
    ...(marks.includes('w') ? { trill: A_TRILL } : {}),
  };
}

const A_TRILL: Trill = {
  noteIndex: 0,
  upper: { step: 'D', alter: -1, octave: 5 },
  hasAccidental: true,
};

function readNote(name: string, octaves: number, tiedToNext: boolean): ScoreNote {
  const common = { accidental: undefined, tiedFromPrevious: false, tiedToNext, noteIndex: 0 };
  const drum = DRUMS[name];
  if (drum !== undefined) {
    return { ...common, pitch: drum.key, spelling: drum.place, notehead: drum.notehead };
  }
  const parts = /^([A-G])(bb|b|##|#|)(-?\d)$/.exec(name);
  if (parts === null) throw new Error(`Not a pitch: ${name}`);
  const spelling: Spelling = {
    step: parts[1] as Step,
    alter: ALTERS[parts[2] as keyof typeof ALTERS],
    octave: Number(parts[3]),
  };
  return { ...common, pitch: pitchOf(spelling, octaves), spelling, notehead: 'normal' };
}
