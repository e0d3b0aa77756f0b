import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barText, note, played, scoreOf } from '../../support/played.ts';

const FLUTE = 73;
const KEY = { fifths: 0, mode: 'major' } as const;
const LINE: readonly number[] = [72, 76, 79, 76];

/** Bars of four quarters, of which the second note of some is let go early. */
function bars(
  count: number,
  isShort: (bar: number) => boolean,
  pitchesOf: (bar: number) => readonly number[] = () => LINE,
) {
  const notes = Array.from({ length: count }, (_, bar) =>
    pitchesOf(bar).map((pitch, beat) =>
      note(pitch, 4 * bar + beat, 1, beat === 1 && isShort(bar) ? 0.42 : 0.95),
    ),
  ).flat();
  const { parts } = scoreOf([played(FLUTE, notes)], { key: KEY });
  return Array.from({ length: count }, (_, bar) => barText(parts[0], bar)[0]?.[0]);
}

test('a bar that comes back is written as it was, however it was let go', () => {
  const written = bars(8, (bar) => bar === 2 || bar === 5);
  assert.deepEqual(new Set(written), new Set(['C5q E5q G5q E5q']));
});

test('what most of the bars do counts: a rest that they share is written in all', () => {
  const written = bars(8, (bar) => bar !== 3);
  assert.deepEqual(new Set(written), new Set(['C5q E5e re G5q E5q']));
});

test('a bar of its own notes among few keeps its own values', () => {
  const written = bars(
    3,
    (bar) => bar === 1,
    (bar) => (bar === 1 ? [74, 77, 81, 77] : LINE),
  );
  assert.deepEqual(written, ['C5q E5q G5q E5q', 'D5q F5e re A5q F5q', 'C5q E5q G5q E5q']);
});
