import type { Bar, Clef, Ottava, Score, Staff, TempoMark } from '../../src/score/model.ts';
import {
  barDivs,
  DIVS_PER_QUARTER,
  type KeySignature,
  type TimeSignature,
} from '../../src/score/time.ts';
import { finishStaves } from './finish-staves.ts';
import { readVoice } from './score-text.ts';

export const TREBLE: Clef = { sign: 'G', line: 2, octaveChange: 0 };
export const TREBLE_8VB: Clef = { sign: 'G', line: 2, octaveChange: -1 };
export const ALTO: Clef = { sign: 'C', line: 3, octaveChange: 0 };
export const TENOR: Clef = { sign: 'C', line: 4, octaveChange: 0 };
export const BASS: Clef = { sign: 'F', line: 4, octaveChange: 0 };
export const PERCUSSION: Clef = { sign: 'percussion', line: 3, octaveChange: 0 };

/** What is new at a bar; what is left out goes on as before. */
export interface BarPlan {
  readonly time?: TimeSignature;
  readonly key?: KeySignature;
  /** Only for the first bar: an anacrusis of so many quarters. */
  readonly pickupQuarters?: number;
  readonly tempo?: Partial<Omit<TempoMark, 'barIndex'>>;
}

export interface StaffPlan {
  /** From bar 0 on; clefs at other bars change it there. */
  readonly clefs: Readonly<Record<number, Clef>>;
  /** A text for each bar as in `score-text.ts`, `/` between two voices; a missing one is a rest. */
  readonly bars: readonly string[];
  readonly ottavas?: readonly Ottava[];
}

export interface PartPlan {
  readonly name: string;
  readonly abbreviation: string;
  /** General MIDI program; `drums` for a kit. */
  readonly sound: number | 'drums';
  /** Octaves from the written to the sounding pitch under a plain clef. */
  readonly octaves?: number;
  readonly staves: readonly StaffPlan[];
}

/** Makes a score of texts: what follows from the notes (ties, accidentals, indices) is worked out. */
export function makeScore(
  title: string,
  plans: readonly BarPlan[],
  parts: readonly PartPlan[],
): Score {
  const bars = planBars(plans);
  const end = bars.reduce((sum, bar) => sum + bar.lengthDivs, 0);
  return {
    title,
    bars,
    tempoMap: [
      { div: 0, sec: 0 },
      { div: end, sec: end / DIVS_PER_QUARTER / 2 },
    ],
    tempoMarks: plans.flatMap(({ tempo }, barIndex) =>
      tempo === undefined
        ? []
        : [
            {
              barIndex,
              offsetDivs: 0,
              beat: { type: 4, dots: 0 },
              perMinute: 120,
              text: '',
              swing: false,
              ...tempo,
            },
          ],
    ),
    parts: parts.map((plan, index) => {
      const isPercussion = plan.sound === 'drums';
      const octaves = plan.octaves ?? 0;
      const staves = plan.staves.map((staff) => makeStaff(staff, bars, octaves));
      return {
        id: `P${index + 1}`,
        name: plan.name,
        abbreviation: plan.abbreviation,
        program: plan.sound === 'drums' ? 0 : plan.sound,
        isPercussion,
        instrumentIndex: index,
        octaveTransposition: octaves,
        transposition: undefined,
        staves: finishStaves(staves, bars, isPercussion),
      };
    }),
  };
}

function planBars(plans: readonly BarPlan[]): Bar[] {
  let time: TimeSignature = { beats: 4, beatType: 4 };
  let key: KeySignature = { fifths: 0, mode: 'major' };
  const first = plans[0]?.pickupQuarters === undefined ? 1 : 0;
  let startDiv = 0;
  return plans.map((plan, index) => {
    time = plan.time ?? time;
    key = plan.key ?? key;
    const whole = barDivs(time);
    const lengthDivs =
      plan.pickupQuarters === undefined ? whole : plan.pickupQuarters * DIVS_PER_QUARTER;
    const bar = {
      number: first + index,
      startDiv: startDiv + whole - lengthDivs,
      lengthDivs,
      time,
      key,
    };
    startDiv += whole;
    return bar;
  });
}

function makeStaff(plan: StaffPlan, bars: readonly Bar[], octaves: number): Staff {
  let clef = plan.clefs[0] ?? TREBLE;
  return {
    ottavas: plan.ottavas ?? [],
    bars: bars.map(({ lengthDivs }, index) => {
      clef = plan.clefs[index] ?? clef;
      const voices = (plan.bars[index] ?? 'R').split(' / ');
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
