import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { barWeights } from '../../../src/protocol/weights.ts';
import { breakLines, type Line } from '../../../src/viewer/layout/line-breaks.ts';
import { silence } from '../../support/gallery/silence.ts';

const weights = fc.array(fc.double({ min: 1, max: 60, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

function load(all: readonly number[], { first, end }: Line): number {
  return all.slice(first, end).reduce((sum, weight) => sum + weight, 0);
}

test('every bar is on exactly one line, in order', () => {
  fc.assert(
    fc.property(weights, (bars) => {
      let next = 0;
      for (const { first, end } of breakLines(bars, 90, 100)) {
        assert.equal(first, next);
        assert.ok(end > first);
        next = end;
      }
      assert.equal(next, bars.length);
    }),
  );
});

test('no line is crammed unless a single bar alone is too wide', () => {
  fc.assert(
    fc.property(weights, (bars) => {
      breakLines(bars, 90, 100).forEach((line, index) => {
        const room = index === 0 ? 90 : 100;
        assert.ok(line.end - line.first === 1 || load(bars, line) <= room * 1.3 + 1e-9);
      });
    }),
  );
});

test('breaks look ahead: no greedy full line that leaves the next one torn', () => {
  // Greedy would take three bars, then two that do not fill a line, then one too wide for company.
  const bars = [30, 30, 30, 30, 30, 90, 40, 40];
  const lines = breakLines(bars, 100, 100);
  const ratios = lines.slice(0, -1).map((line) => load(bars, line) / 100);
  assert.ok(Math.min(...ratios) >= 0.6, ratios.join(' '));
});

test('equal bars make equal lines, but for the last two, which share what is left', () => {
  const lines = breakLines(
    Array.from({ length: 42 }, () => 20),
    100,
    100,
  );
  const counts = lines.map(({ first, end }) => end - first);
  assert.deepEqual(counts.slice(0, -2), [5, 5, 5, 5, 5, 5, 5]);
  const [oneBeforeLast = 0, last = 0] = counts.slice(-2);
  assert.ok(oneBeforeLast - last <= 1, counts.join(' '));
});

test('a single bar does not stay alone on the last line where the others can make room', () => {
  const lines = breakLines(
    Array.from({ length: 11 }, () => 19),
    100,
    100,
  );
  const last = lines.at(-1);
  assert.ok(last !== undefined && last.end - last.first > 1);
});

test('a score of twenty thousand bars is broken into lines at once', () => {
  const lines = breakLines(
    Array.from({ length: 20_000 }, (_, i) => 12 + (i % 7)),
    100,
    100,
  );
  assert.ok(lines.length > 2000);
});

test('bars counted in a multi-bar rest stay on its line', () => {
  const withFollowers = fc.array(
    fc.oneof(fc.constant(0), fc.double({ min: 1, max: 60, noNaN: true })),
    { minLength: 1, maxLength: 200 },
  );
  fc.assert(
    fc.property(withFollowers, (bars) => {
      const lines = breakLines(bars, 90, 100);
      assert.deepEqual([lines[0]?.first, lines.at(-1)?.end], [0, bars.length]);
      lines.slice(1).forEach(({ first }, i) => {
        assert.ok(bars[first] !== 0);
        assert.equal(first, lines[i]?.end);
      });
    }),
  );
});

test('only silence of all parts, without a change in it, becomes a multi-bar rest', () => {
  const rests = (from: number, to: number): boolean =>
    barWeights(silence)
      .slice(from, to)
      .every((weight) => weight === 0);
  assert.ok(rests(4, 10) && rests(12, 13));
  assert.equal(barWeights(silence).filter((weight) => weight === 0).length, 7);
});
