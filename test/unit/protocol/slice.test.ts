import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { barsAnswer, parseHostMessage, scoreOpened } from '../../../src/protocol/host-messages.ts';
import { sliceBars } from '../../../src/protocol/slice.ts';
import { barWeights } from '../../../src/protocol/weights.ts';
import { exampleScore } from '../../support/example-score.ts';
import { longScore } from '../../support/long-score.ts';

test('slices laid end to end are the score again', () => {
  const score = longScore(61);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), (size) => {
      const slices = Array.from({ length: Math.ceil(61 / size) }, (_, i) =>
        sliceBars(score, i * size, size),
      );
      assert.deepEqual(
        slices.flatMap((slice) => slice.bars),
        score.bars,
      );
      score.parts.forEach((part, p) => {
        part.staves.forEach((staff, s) => {
          assert.deepEqual(
            slices.flatMap((slice) => slice.parts[p]?.staves[s]?.bars ?? []),
            staff.bars,
          );
        });
      });
    }),
    { numRuns: 30 },
  );
});

test('a slice carries the tempo marks in it and the ottavas that touch it', () => {
  const before = sliceBars(exampleScore, 0, 5);
  const after = sliceBars(exampleScore, 5, 4);
  assert.deepEqual(
    before.tempoMarks.map((mark) => mark.barIndex),
    [0],
  );
  assert.deepEqual(
    after.tempoMarks.map((mark) => mark.barIndex),
    [5],
  );
  assert.equal(before.parts[0]?.staves[0]?.ottavas.length, 0);
  assert.equal(after.parts[0]?.staves[0]?.ottavas.length, 1);
});

test('a slice past the end is cut there', () => {
  assert.equal(sliceBars(exampleScore, 7, 100).bars.length, 2);
  assert.equal(sliceBars(exampleScore, 500, 10).bars.length, 0);
});

test('an answer holds at most 64 bars, whatever was asked for', () => {
  const answer = barsAnswer(longScore(300), 1, { requestId: 3, first: 10, count: 5000 });
  assert.equal(answer.slice.bars.length, 64);
  assert.equal(answer.slice.first, 10);
});

test('what the host says of a real score passes the check after the trip through JSON', () => {
  const opened = scoreOpened(exampleScore, exampleScore, { revision: 7, performanceId: 1 });
  const parsed = parseHostMessage(JSON.parse(JSON.stringify(opened)));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
  assert.deepEqual(parsed.message, opened);
});

test('the first message does not grow with the score but for one number a bar', () => {
  const size = (bars: number) =>
    JSON.stringify(scoreOpened(longScore(bars), longScore(bars), { revision: 1, performanceId: 1 }))
      .length;
  const [short, long] = [size(100), size(2000)];
  assert.ok(long - short < 1900 * 8, `${short} and ${long} characters`);
});

test('busy bars weigh more than calm ones, and a bar of accidentals more than one without', () => {
  const weights = barWeights(exampleScore);
  assert.equal(weights.length, exampleScore.bars.length);
  const [pickup = 0, first = 0] = weights;
  const calm = weights[8] ?? 0;
  assert.ok(pickup < first, 'the anacrusis is narrow');
  assert.ok(calm < first, 'a whole note needs less than eighths');
  assert.ok(weights.every((weight) => weight > 2 && weight < 60));
});
