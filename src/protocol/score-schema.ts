import * as v from 'valibot';
import type { ScoreNote } from '../score/model.ts';
import type { ScoreHeader } from './header.ts';
import { partId } from './fields.ts';
import { LIMITS } from './limits.ts';
import type { ScoreSlice } from './slice.ts';
import { isTuning } from '../transcription/tuning.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const divs = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(LIMITS.nameLength));

function list<Item extends v.GenericSchema>(item: Item, limit: number) {
  return v.pipe(v.array(item), v.maxLength(limit));
}

const noteType = v.picklist([0.5, 1, 2, 4, 8, 16, 32, 64, 128]);
const noteValue = v.strictObject({ type: noteType, dots: v.picklist([0, 1, 2]) });
const timed = { offsetDivs: divs, durationDivs: divs, value: noteValue };

const spelling = v.strictObject({
  step: v.picklist(['C', 'D', 'E', 'F', 'G', 'A', 'B']),
  alter: v.picklist([-2, -1, 0, 1, 2]),
  octave: v.pipe(v.number(), v.safeInteger(), v.minValue(-3), v.maxValue(13)),
});

/** A missing key and `undefined` are one on the wire (JSON knows no `undefined`), but not in the model. */
const note = v.pipe(
  v.strictObject({
    pitch: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(127)),
    spelling,
    accidental: v.optional(v.strictObject({ courtesy: v.boolean() })),
    notehead: v.picklist(['normal', 'x', 'circle-x', 'diamond', 'triangle', 'slash']),
    tiedFromPrevious: v.boolean(),
    tiedToNext: v.boolean(),
    noteIndex: v.pipe(v.number(), v.safeInteger()),
    stringFret: v.exactOptional(
      v.strictObject({
        string: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.strings)),
        fret: v.pipe(v.number(), v.safeInteger(), v.minValue(-127), v.maxValue(127)),
      }),
    ),
  }),
  v.transform((wire): ScoreNote => ({ ...wire, accidental: wire.accidental })),
);
const notes = v.pipe(v.array(note), v.minLength(1), v.maxLength(LIMITS.notesPerChord));

const element = v.variant('kind', [
  v.strictObject({
    kind: v.literal('rest'),
    ...timed,
    isWholeBar: v.boolean(),
    isHidden: v.boolean(),
  }),
  v.strictObject({
    kind: v.literal('chord'),
    ...timed,
    notes,
    graceNotes: list(
      v.strictObject({ notes, type: noteType, slash: v.boolean() }),
      LIMITS.notesPerChord,
    ),
    articulations: list(v.picklist(['staccato', 'tenuto', 'accent']), 3),
    isArpeggiated: v.boolean(),
    trill: v.optional(
      v.strictObject({ noteIndex: count, upper: spelling, hasAccidental: v.boolean() }),
    ),
  }),
]);

const voice = v.strictObject({
  elements: list(element, LIMITS.elementsPerVoice),
  beams: list(
    v.strictObject({
      elements: list(count, LIMITS.elementsPerVoice),
      secondaryBreaks: list(count, LIMITS.elementsPerVoice),
    }),
    LIMITS.elementsPerVoice,
  ),
  tuplets: list(
    v.strictObject({
      actual: v.pipe(count, v.minValue(1), v.maxValue(999)),
      normal: v.pipe(count, v.minValue(1), v.maxValue(999)),
      type: noteType,
      first: count,
      last: count,
      bracket: v.boolean(),
    }),
    LIMITS.elementsPerVoice,
  ),
  stems: v.picklist(['auto', 'up', 'down']),
});

const staffBar = v.strictObject({
  clef: v.strictObject({
    sign: v.picklist(['G', 'F', 'C', 'percussion']),
    line: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(5)),
    octaveChange: v.picklist([-1, 0, 1]),
  }),
  voices: list(voice, LIMITS.voicesPerBar),
});

const ottava = v.strictObject({
  octaves: v.picklist([-2, -1, 1, 2]),
  startBar: count,
  startOffsetDivs: divs,
  endBar: count,
  endOffsetDivs: divs,
});

export const timeSignature = v.strictObject({
  beats: v.pipe(count, v.minValue(1), v.maxValue(255)),
  beatType: v.picklist([1, 2, 4, 8, 16, 32]),
});

const bar = v.strictObject({
  number: count,
  startDiv: divs,
  lengthDivs: divs,
  time: timeSignature,
  key: v.strictObject({
    fifths: v.pipe(v.number(), v.safeInteger(), v.minValue(-7), v.maxValue(7)),
    mode: v.picklist(['major', 'minor']),
  }),
});

const tempoMark = v.strictObject({
  barIndex: count,
  offsetDivs: divs,
  beat: noteValue,
  perMinute: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(100_000)),
  text: name,
  swing: v.boolean(),
});

const transposition = v.strictObject({
  diatonic: v.pipe(v.number(), v.safeInteger(), v.minValue(-70), v.maxValue(70)),
  chromatic: v.pipe(v.number(), v.safeInteger(), v.minValue(-127), v.maxValue(127)),
});

const staffSlice = v.strictObject({
  bars: list(staffBar, LIMITS.barsPerRange),
  ottavas: list(ottava, LIMITS.ottavasPerRange),
});

const partSlice = v.strictObject({
  transposition: v.nullable(transposition),
  staves: list(staffSlice, LIMITS.stavesPerPart),
});

/** Every staff must have exactly the bars of the slice, or the view would draw time out of step. */
export const scoreSliceSchema: v.GenericSchema<unknown, ScoreSlice> = v.pipe(
  v.strictObject({
    first: count,
    bars: list(bar, LIMITS.barsPerRange),
    tempoMarks: list(tempoMark, LIMITS.tempoMarksPerRange),
    parts: list(partSlice, LIMITS.parts),
  }),
  v.check(
    ({ bars, parts }) =>
      parts.every(({ staves }) => staves.every((staff) => staff.bars.length === bars.length)),
    'every staff needs one entry per bar',
  ),
);

export const scoreHeaderSchema: v.GenericSchema<unknown, ScoreHeader> = v.strictObject({
  title: name,
  tuningHz: v.exactOptional(v.custom<number>(isTuning)),
  parts: list(
    v.strictObject({
      id: partId,
      name,
      abbreviation: name,
      program: v.pipe(count, v.maxValue(127)),
      isPercussion: v.boolean(),
      staffCount: v.pipe(count, v.minValue(1), v.maxValue(LIMITS.stavesPerPart)),
      openStrings: v.exactOptional(
        v.pipe(
          v.array(v.pipe(count, v.maxValue(127))),
          v.minLength(1),
          v.maxLength(LIMITS.strings),
        ),
      ),
    }),
    LIMITS.parts,
  ),
  barWeights: list(v.pipe(v.number(), v.minValue(0), v.maxValue(100_000)), LIMITS.bars),
});
