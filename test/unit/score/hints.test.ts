import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notationDecisions } from '../../../src/score/notation-decisions.ts';
import type { Correction } from '../../../src/score/corrections.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { barText, note, played, QUARTER_SEC, scoreOf } from '../../support/played.ts';

const KEY = { fifths: 0, mode: 'major' } as const;
const FRAME = {
  tempoMap: [
    { div: 0, sec: 0 },
    { div: 4 * DIVS_PER_QUARTER, sec: 4 * QUARTER_SEC },
  ],
  timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } as const }],
  keys: [],
  firstBarDiv: 0,
};

/** Pairs of eighths, the second played at `share` of the beat. */
function eighths(share: number, beats = 32) {
  return Array.from({ length: beats }, (_, beat) => [
    note(72 + (beat % 5), beat, share),
    note(74 + (beat % 3), beat + share, 1 - share),
  ]).flat();
}

test('swing is written straight under a mark; the user can say no, or yes', () => {
  const swung = [played(65, eighths(0.65))];
  const found = scoreOf(swung, { key: KEY });
  assert.equal(found.tempoMarks[0]?.swing, true);
  assert.ok(
    barText(found.parts[0], 1)[0]?.[0]
      ?.split(' ')
      .every((each) => each.endsWith('e')),
  );

  const refused = scoreOf(swung, { key: KEY, corrections: [{ kind: 'swing', swing: false }] });
  assert.equal(refused.tempoMarks[0]?.swing, false);
  assert.match(barText(refused.parts[0], 1).flat().join(' '), /q/);

  const straight = [played(65, eighths(0.5))];
  assert.equal(scoreOf(straight, { key: KEY }).tempoMarks[0]?.swing, false);
});

test('triplets played out are no swing', () => {
  const triplets = Array.from({ length: 96 }, (_, third) =>
    note(60 + (third % 7), third / 3, 1 / 3),
  );
  const { tempoMarks, parts } = scoreOf([played(65, triplets)], { key: KEY });
  assert.equal(tempoMarks[0]?.swing, false);
  assert.equal(parts[0]?.staves[0]?.bars[0]?.voices[0]?.tuplets.length, 4);
});

test('each hint overrides its decision and leaves the others as they were', () => {
  const hands = [0, 1, 2, 3].flatMap((beat) => [note(48, beat, 1), note(72, beat + 0.24, 0.75)]);
  const piano = [played(0, hands)];
  const bar = (...corrections: Correction[]): string[][] =>
    barText(scoreOf(piano, { key: KEY, corrections }).parts[0], 0);
  const plain = bar();
  assert.equal(plain.length, 2);
  assert.match(plain[0]?.[0] ?? '', /s/);

  const coarse = bar({ kind: 'grid', finest: 4, tuplets: false });
  assert.deepEqual(coarse, [['C5q C5q C5q C5q'], ['C3q C3q C3q C3q']]);

  assert.equal(bar({ kind: 'staff-split', instrumentIndex: 0, pitch: null }).length, 1);
  const low = bar({ kind: 'staff-split', instrumentIndex: 0, pitch: 73 });
  assert.deepEqual(low[0], ['rw']);

  const up = bar({ kind: 'octave', instrumentIndex: 0, octaves: 1 });
  assert.deepEqual(up[1], ['C4q C4q C4q C4q']);
  assert.deepEqual(bar({ kind: 'octave', instrumentIndex: 5, octaves: 1 }), plain);
});

test('decisions come with a confidence: high where the music is clear, low where it is not', () => {
  const clear = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((beat) => [
    ...[36, 43].map((pitch) => note(pitch, beat, 1)),
    ...[72, 76, 79].map((pitch) => note(pitch, beat, 1)),
  ]);
  const close = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((beat) =>
    [50, 53, 57, 60, 62, 65, 67, 71].map((pitch) => note(pitch, beat, 1)),
  );
  const confidenceOf = (notes: typeof clear): number => {
    const performance = { instruments: [played(0, notes)], durationSec: 20 };
    const split = notationDecisions(performance, FRAME).find((each) => each.kind === 'staff-split');
    return split?.confidence ?? NaN;
  };
  assert.ok(confidenceOf(clear) > 0.9);
  assert.ok(confidenceOf(close) < 0.5);

  const keyOf = (pitches: readonly number[]): number => {
    const notes = [0, 1, 2, 3].flatMap((round) =>
      pitches.map((pitch, index) => note(pitch, 8 * round + index, 1)),
    );
    const performance = { instruments: [played(73, notes)], durationSec: 20 };
    const key = notationDecisions(performance, FRAME).find((each) => each.kind === 'key');
    return key?.confidence ?? NaN;
  };
  const scale = keyOf([60, 62, 64, 65, 67, 69, 71, 72]);
  const chromatic = keyOf([60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71]);
  assert.ok(scale > 0.7 && chromatic < 0.6, `${scale}, ${chromatic}`);
});
