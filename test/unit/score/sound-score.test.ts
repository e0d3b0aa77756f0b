import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkScore } from '../../../src/score/check-score.ts';
import { estimateFrame } from '../../../src/score/estimate-frame.ts';
import { divAtSec, secAtDiv } from '../../../src/score/frame.ts';
import type { MetricalFrame } from '../../../src/score/frame.ts';
import { inferScore } from '../../../src/score/infer-score.ts';
import type { Score } from '../../../src/score/model.ts';
import { barDivs } from '../../../src/score/time.ts';
import { compareNotes } from '../../../src/transcription/model.ts';
import type { Transcription } from '../../../src/transcription/model.ts';

const note = fc
  .record({
    pitch: fc.integer({ min: 0, max: 127 }),
    startSec: fc.double({ min: 0, max: 20, noNaN: true }),
    lengthSec: fc.oneof(
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 200, noNaN: true }),
    ),
    velocity: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  .map(({ pitch, startSec, lengthSec, velocity }) => ({
    pitch,
    startSec,
    endSec: startSec + lengthSec,
    velocity,
  }));

const performance: fc.Arbitrary<Transcription> = fc
  .array(
    fc.record({
      name: fc.string({ maxLength: 20 }),
      program: fc.integer({ min: 0, max: 127 }),
      isDrum: fc.boolean(),
      notes: fc.array(note, { maxLength: 60 }).map((notes) => notes.sort(compareNotes)),
    }),
    { maxLength: 4 },
  )
  .map((instruments) => ({
    instruments,
    durationSec: Math.max(0, ...instruments.flatMap((each) => each.notes.map((n) => n.endSec))),
  }));

const METRES = [
  [4, 4],
  [3, 4],
  [2, 2],
  [6, 8],
  [12, 8],
  [5, 4],
  [7, 8],
  [3, 8],
  [4, 8],
  [6, 16],
  [3, 2],
  [5, 32],
  [3, 32],
] as const;

/** Frames from the wild: any metres, any tempi, an upbeat anywhere. */
const wildFrame: fc.Arbitrary<MetricalFrame> = fc
  .record({
    metres: fc.array(fc.tuple(fc.constantFrom(...METRES), fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 4,
    }),
    tempi: fc.array(fc.double({ min: 0.05, max: 3, noNaN: true }), { minLength: 1, maxLength: 5 }),
    firstBarDiv: fc.integer({ min: 0, max: 60_000 }),
    fifths: fc.integer({ min: -7, max: 7 }),
  })
  .map(({ metres, tempi, firstBarDiv, fifths }) => {
    let div = 0;
    const timeSignatures = metres.map(([[beats, beatType], bars]) => {
      const time = { beats, beatType };
      const entry = { div, time };
      div += bars * barDivs(time);
      return entry;
    });
    let sec = 0;
    const tempoMap = [{ div: 0, sec: 0 }];
    tempi.forEach((quarterSec, index) => {
      sec += quarterSec;
      tempoMap.push({ div: (index + 1) * 10_080, sec });
    });
    return {
      tempoMap,
      timeSignatures,
      keys: [{ div: 0, key: { fifths, mode: 'major' as const } }],
      firstBarDiv,
    };
  });

/** Nearer than this, two notes of one pitch may share a place in the score. */
const TWIN_SEC = 0.4;

/** Every note is written once; one left out has a twin of the same pitch written in its place. */
function unwritten(score: Score, heard: Transcription): string[] {
  const problems: string[] = [];
  heard.instruments.forEach((instrument, index) => {
    const part = score.parts.find((each) => each.instrumentIndex === index);
    const places = new Map<number, number>();
    for (const staff of part?.staves ?? []) {
      staff.bars.forEach((staffBar, b) => {
        const start = score.bars[b]?.startDiv ?? 0;
        for (const element of staffBar.voices.flatMap((voice) => voice.elements)) {
          if (element.kind === 'rest') continue;
          const graces = element.graceNotes.flatMap(({ notes }) => notes);
          for (const each of [...graces, ...element.notes]) {
            if (each.tiedFromPrevious) continue;
            if (places.has(each.noteIndex)) problems.push(`note ${each.noteIndex} twice`);
            places.set(each.noteIndex, start + element.offsetDivs);
            assert.equal(each.pitch, instrument.notes[each.noteIndex]?.pitch);
          }
        }
      });
    }
    instrument.notes.forEach((each, at) => {
      if (places.has(at)) return;
      const hasTwin = instrument.notes.some(
        (twin, other) =>
          places.has(other) &&
          twin.pitch === each.pitch &&
          Math.abs(twin.startSec - each.startSec) < TWIN_SEC,
      );
      if (!hasTwin) problems.push(`note ${at} lost`);
    });
  });
  return problems;
}

test('any performance gives a sound score with all its notes', () => {
  fc.assert(
    fc.property(performance, (heard) => {
      const frame = estimateFrame(heard, []);
      const score = inferScore({ title: 't', performance: heard, frame, corrections: [] });
      assert.deepEqual(checkScore(score), []);
      assert.deepEqual(unwritten(score, heard), []);
    }),
    { numRuns: 60 },
  );
});

test('any frame gives a sound score', () => {
  fc.assert(
    fc.property(performance, wildFrame, (heard, frame) => {
      const score = inferScore({ title: 't', performance: heard, frame, corrections: [] });
      assert.deepEqual(checkScore(score), []);
    }),
    { numRuns: 150 },
  );
});

test('an estimated frame starts at zero and runs forward', () => {
  fc.assert(
    fc.property(performance, (heard) => {
      const { tempoMap, timeSignatures, firstBarDiv } = estimateFrame(heard, []);
      assert.deepEqual(tempoMap[0], { div: 0, sec: 0 });
      assert.ok(tempoMap.length >= 2);
      tempoMap.forEach((point, index) => {
        const before = tempoMap[index - 1];
        assert.ok(before === undefined || (point.div > before.div && point.sec > before.sec));
      });
      assert.equal(timeSignatures[0]?.div, 0);
      const first = Math.min(
        ...heard.instruments.flatMap((each) => each.notes.map((n) => n.startSec)),
      );
      if (first < Infinity) assert.ok(secAtDiv(tempoMap, firstBarDiv) <= first + 0.35);
      assert.ok(Number.isFinite(divAtSec(tempoMap, 10)));
    }),
    { numRuns: 60 },
  );
});
