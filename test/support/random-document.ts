import fc from 'fast-check';
import type { MidiDocument } from '../../src/formats/midi/document.ts';
import type { MetricalFrame, TempoPoint } from '../../src/score/frame.ts';
import { barDivs, DIVS_PER_QUARTER } from '../../src/score/time.ts';
import { compareNotes, type Instrument } from '../../src/transcription/model.ts';

// Spread, because fast-check's records have no prototype and so equal no plain object.
const key = fc
  .record({
    fifths: fc.integer({ min: -7, max: 7 }),
    mode: fc.constantFrom('major' as const, 'minor' as const),
  })
  .map((each) => ({ ...each }));
const time = fc
  .record({
    beats: fc.integer({ min: 1, max: 12 }),
    beatType: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const, 16 as const),
  })
  .map((each) => ({ ...each }));

/** Tempo points at beats, 12–400 beats a minute, now and then off the usual grid. */
const tempoMap = fc
  .array(
    fc.record({
      divs: fc.constantFrom(1, 2, 3, 4, 0.5, 1.5, 1 / 3, 1 / 7).map((q) => q * DIVS_PER_QUARTER),
      secPerQuarter: fc.double({ min: 0.15, max: 5, noNaN: true }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((segments) => {
    const points: TempoPoint[] = [{ div: 0, sec: 0 }];
    for (const { divs, secPerQuarter } of segments) {
      const last = points.at(-1) ?? { div: 0, sec: 0 };
      points.push({
        div: last.div + divs,
        sec: last.sec + (divs / DIVS_PER_QUARTER) * secPerQuarter,
      });
    }
    return points;
  });

const frame: fc.Arbitrary<MetricalFrame> = fc
  .record({ tempoMap, first: time, second: time, key, later: key, bars: fc.nat(5) })
  .map(({ tempoMap: map, first, second, key: firstKey, later, bars }) => {
    const change = barDivs(first) * (bars + 1);
    const isSame = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);
    return {
      tempoMap: map,
      timeSignatures: [
        { div: 0, time: first },
        ...(isSame(first, second) ? [] : [{ div: change, time: second }]),
      ],
      keys: [
        { div: 0, key: firstKey },
        ...(isSame(firstKey, later) ? [] : [{ div: change, key: later }]),
      ],
      firstBarDiv: bars * barDivs(first),
    };
  });

const note = fc
  .record({
    pitch: fc.integer({ min: 0, max: 127 }),
    startSec: fc.double({ min: 0, max: 120, noNaN: true }),
    length: fc.double({ min: 0.001, max: 8, noNaN: true }),
    velocity: fc.double({ min: 0.001, max: 1, noNaN: true }),
  })
  .map(({ length, ...rest }) => ({ ...rest, endSec: rest.startSec + length }));

const instrument: fc.Arbitrary<Instrument> = fc.record({
  name: fc.oneof(
    fc.constantFrom('Гитара', 'ドラム', 'Voix d’été', 'Bass 🎸', 'Piano'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  ),
  program: fc.integer({ min: 0, max: 127 }),
  isDrum: fc.boolean(),
  notes: fc.array(note, { maxLength: 25 }).map((notes) => notes.sort(compareNotes)),
});

/** Documents as engines and users make them: any names, tempos, metres and keys. */
export const randomDocument: fc.Arbitrary<MidiDocument> = fc
  .record({
    title: fc.string({ unit: 'grapheme', maxLength: 20 }),
    instruments: fc.array(instrument, { minLength: 1, maxLength: 20 }),
    frame: fc.option(frame, { nil: undefined }),
    provenance: fc.option(
      fc.string({ unit: 'grapheme' }).map((sourceName) => ({
        engine: 'on-device',
        sourceName,
        sourceSha256: 'ab12',
        taskIds: { midi: '17' },
      })),
      { nil: undefined },
    ),
    sec: fc.double({ min: 0, max: 100, noNaN: true }),
    tuningHz: fc.option(fc.double({ min: 428, max: 452, noNaN: true }), { nil: undefined }),
  })
  .map(({ title, instruments, frame: metre, provenance, sec, tuningHz }) => ({
    title,
    performance: {
      instruments,
      durationSec: 130,
      ...(tuningHz === undefined ? {} : { tuningHz }),
    },
    frame: metre,
    corrections: [
      { kind: 'scale-tempo', factor: 2 },
      { kind: 'first-downbeat', sec },
      { kind: 'grid', finest: 16, tuplets: true },
      { kind: 'swing', swing: false },
      { kind: 'staff-split', instrumentIndex: 0, pitch: null },
      { kind: 'octave', instrumentIndex: 0, octaves: 1 },
    ],
    provenance,
  }));
