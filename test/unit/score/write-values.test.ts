import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metreOf } from '../../../src/score/layout/metre.ts';
import { writeSpan } from '../../../src/score/rhythm/write-values.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import type { TimeSignature } from '../../../src/score/time.ts';

/** The values that a span of a bar is written in, as `8.~4`; positions in quarters. */
function written(time: TimeSignature, from: number, to: number, isRest = false): string {
  const [start, end] = [from * DIVS_PER_QUARTER, to * DIVS_PER_QUARTER];
  return writeSpan(metreOf(time), start, end, isRest)
    .map(({ value }) => `${value.type}${'.'.repeat(value.dots)}`)
    .join('~');
}

const FOUR_FOUR = { beats: 4, beatType: 4 } as const;
const THREE_FOUR = { beats: 3, beatType: 4 } as const;
const SIX_EIGHT = { beats: 6, beatType: 8 } as const;

test('what fills the rest of a pair is one dotted note: after a sixteenth, an eighth, a quarter', () => {
  assert.equal(written(FOUR_FOUR, 1.25, 2), '8.');
  assert.equal(written(FOUR_FOUR, 2.5, 4), '4.');
  assert.equal(written(FOUR_FOUR, 1, 4), '2.');
  assert.equal(written(THREE_FOUR, 2.25, 3), '8.');
});

test('a dotted note hides neither the middle of a bar nor beats that come in threes', () => {
  assert.equal(written(FOUR_FOUR, 1.5, 3), '8~4');
  assert.equal(written(FOUR_FOUR, 1, 2.5), '4~8');
  assert.equal(written(FOUR_FOUR, 0.5, 1.25), '8~16');
  assert.equal(written(THREE_FOUR, 1.5, 3), '8~4');
});

test('a syncopation inside a beat is one note, in compound metres too; over the beat it is tied', () => {
  assert.equal(written(FOUR_FOUR, 0.25, 0.75), '8');
  assert.equal(written(SIX_EIGHT, 0.25, 0.75), '8');
  assert.equal(written(SIX_EIGHT, 1.25, 1.75), '16~16');
  assert.equal(written(SIX_EIGHT, 1, 2), '8~8');
});

test('a rest has a dot where it begins a beat in two, and hides no beat', () => {
  assert.equal(written(FOUR_FOUR, 1, 1.75, true), '8.');
  assert.equal(written(FOUR_FOUR, 1.25, 2, true), '16~8');
  assert.equal(written(FOUR_FOUR, 0, 1.5, true), '4~8');
  assert.equal(written(SIX_EIGHT, 0, 0.75, true), '8~16');
});
