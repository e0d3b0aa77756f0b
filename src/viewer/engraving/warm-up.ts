import type { Chord, Rest, ScoreNote, StaffBar, Voice } from '../../score/model.ts';
import { DIVS_PER_QUARTER, DIVS_PER_WHOLE, valueDivs, type NoteValue } from '../../score/time.ts';
import { drawSystem } from './system.ts';
import type { BarColumn, SystemInput } from './system-input.ts';

/**
 * Draws a line that nobody sees, in small steps: code that has run once, and signs that were measured
 * once, make the first line of a score come in half the time. For the moment in which the score is
 * still on its way.
 * @throws if it could not be drawn
 */
export function* warmUp(): Generator<undefined, void> {
  const { failures } = yield* drawSystem(line(), 1);
  if (failures.length > 0) throw new Error(failures.join(' '));
}

function line(): SystemInput {
  const parts = [0, 40].map((program, i) => ({
    id: `P${i + 1}`,
    name: 'Name',
    abbreviation: 'N.',
    program,
    isPercussion: false,
    staffCount: 1,
  }));
  const bars = [bar(0), bar(1)];
  return {
    header: { title: '', parts, barWeights: bars.map(() => 20) },
    bars,
    previous: undefined,
    next: undefined,
    width: 900,
    isFirst: true,
  };
}

function bar(index: number): BarColumn {
  const time = { beats: 4, beatType: 4 } as const;
  const key = { fifths: index === 0 ? 2 : -1, mode: 'major' } as const;
  const staffBars = [staffBar('G', 2, 4), staffBar('F', 4, 2)];
  return {
    index,
    bar: {
      number: index + 1,
      startDiv: index * DIVS_PER_WHOLE,
      lengthDivs: DIVS_PER_WHOLE,
      time,
      key,
    },
    staffBars,
    keys: staffBars.map(() => key),
    ottavas: staffBars.map(() => []),
    tempoMarks:
      index > 0
        ? []
        : [
            {
              barIndex: 0,
              offsetDivs: 0,
              beat: { type: 4, dots: 0 },
              perMinute: 90,
              text: 'M',
              swing: false,
            },
          ],
  };
}

/** Beamed eighths, a dotted quarter, a flag, a rest and a tie; in two voices, as their columns are shared. */
function staffBar(sign: 'G' | 'F', clefLine: number, octave: number): StaffBar {
  const upper = voice(
    [
      chord(octave, 0, { type: 8, dots: 0 }, {}),
      chord(octave, 1, { type: 8, dots: 0 }, { accidental: { courtesy: false } }),
      chord(octave, 2, { type: 4, dots: 1 }, {}),
      chord(octave, -1, { type: 8, dots: 0 }, {}),
      rest({ type: 4, dots: 0 }),
    ],
    'up',
  );
  const tied = { tiedFromPrevious: true, tiedToNext: true };
  return {
    clef: { sign, line: clefLine, octaveChange: 0 },
    voices: [upper, voice([chord(octave - 1, 0, { type: 1, dots: 0 }, tied)], 'down')],
  };
}

function voice(elements: readonly (Chord | Rest)[], stems: 'up' | 'down'): Voice {
  let offsetDivs = 0;
  const placed = elements.map((element) => {
    const at = { ...element, offsetDivs };
    offsetDivs += element.durationDivs;
    return at;
  });
  const beams = elements.length > 2 ? [{ elements: [0, 1], secondaryBreaks: [] }] : [];
  return { elements: placed, beams, tuplets: [], stems };
}

function chord(
  octave: number,
  alter: -1 | 0 | 1 | 2,
  value: NoteValue,
  more: Partial<ScoreNote>,
): Chord {
  const note: ScoreNote = {
    pitch: 12 * (octave + 1),
    spelling: { step: 'C', alter, octave },
    accidental: undefined,
    notehead: 'normal',
    tiedFromPrevious: false,
    tiedToNext: false,
    noteIndex: 0,
    ...more,
  };
  return {
    kind: 'chord',
    offsetDivs: 0,
    durationDivs: valueDivs(value),
    value,
    notes: [note],
    graceNotes: [],
    articulations: [],
    isArpeggiated: false,
  };
}

function rest(value: NoteValue): Rest {
  const durationDivs = DIVS_PER_QUARTER;
  return { kind: 'rest', offsetDivs: 0, durationDivs, value, isWholeBar: false, isHidden: false };
}
