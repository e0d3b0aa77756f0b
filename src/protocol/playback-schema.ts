import * as v from 'valibot';
import { column, count, sec, share } from './fields.ts';
import { LIMITS } from './limits.ts';
import type { HeardInstrument, HeardNotes } from './performance.ts';
import { timeSignature } from './score-schema.ts';
import type { Timeline } from './timeline.ts';

/** Points must run forward in both coordinates, or a cursor would jump about. */
export const timelineSchema: v.GenericSchema<unknown, Timeline> = v.strictObject({
  tempoMap: v.pipe(
    v.array(v.strictObject({ div: count, sec })),
    v.minLength(2),
    v.maxLength(LIMITS.tempoPoints),
    v.check(
      (points) =>
        points.every(({ div, sec: at }, i) => {
          const before = points[i - 1];
          return before === undefined || (before.div < div && before.sec < at);
        }),
      'a tempo map runs forward',
    ),
  ),
  bars: v.pipe(
    v.array(
      v.strictObject({
        number: count,
        startDiv: count,
        lengthDivs: v.pipe(count, v.minValue(1)),
        time: timeSignature,
      }),
    ),
    v.maxLength(LIMITS.bars),
  ),
});

export const heardInstrumentSchema: v.GenericSchema<unknown, HeardInstrument> = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(LIMITS.nameLength)),
  program: v.pipe(count, v.maxValue(127)),
  isDrum: v.boolean(),
  noteCount: count,
});

export const heardNotesSchema: v.GenericSchema<unknown, HeardNotes> = v.pipe(
  v.strictObject({
    instrument: v.pipe(count, v.maxValue(LIMITS.parts)),
    first: count,
    pitches: column(v.pipe(count, v.maxValue(127))),
    startsSec: column(sec),
    endsSec: column(sec),
    velocities: column(share),
    confidences: column(share),
  }),
  v.check(
    ({ pitches, startsSec, endsSec, velocities, confidences }) =>
      [startsSec, endsSec, velocities, confidences].every(
        ({ length }) => length === pitches.length,
      ),
    'every note needs an entry in each column',
  ),
);
