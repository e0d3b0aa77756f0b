import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attacksOf } from '../../../src/score/beats/attacks.ts';
import { HEARD_BEATS, hearBeats, PLACE_KINDS } from '../../../src/score/beats/beat-net.ts';
import { FEATURES, netInput } from '../../../src/score/beats/net-input.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';

function note([startSec, endSec, pitch]: readonly [number, number, number]): NoteEvent {
  return { startSec, endSec, pitch, velocity: 0.6 };
}

/** Rows that `scripts/training/beats/features.py` gives for the notes below. */
const TRAINED_ON = [
  [
    1.5, -0.2709, 1.3863, -0.5833, -0.25, 1.3543, 0.3546, 1, 0, 0, 0, 3.2329, 0.6398, 3.2329, 0.5,
    1,
  ],
  [
    -0.2709, -0.1838, 0.6931, 0, -1.25, -0.8714, -0.8714, 0, 0, 0, 0, -0.2709, -0.1838, -0.2709,
    0.8333, 0,
  ],
  [
    -0.1838, 0.3546, 1.0986, -0.6667, 0.3333, 0.5562, -0.5118, 0, 1, 0, 0, 0.6398, 3.2329, 3.2329,
    0.7278, 1,
  ],
  [
    0.3546, 3.2329, 0.6931, 0.4167, -0.8333, 3.2329, 3.2329, 0, 0, 1, 0, 0.3546, 3.2329, 0.3546,
    0.4655, 1,
  ],
  [
    3.2329, 1.5, 0.6931, -1.1667, -2.4167, -0.5118, -0.5118, 0, 0, 0, 0, 3.2329, 3.2329, 3.2329,
    0.5, 0,
  ],
];

test('the net hears in the product what it was trained on', () => {
  const piano = (
    [
      [0.5, 0.9, 48],
      [0.51, 1.4, 64],
      [0.52, 1.4, 67],
      [0.75, 0.9, 55],
      [1.0, 1.2, 47],
      [1.03, 1.5, 74],
      [1.42, 9.0, 60],
      [7.0, 7.2, 41],
    ] as const
  ).map(note);
  const drums = (
    [
      [0.5, 0.6, 36],
      [1.0, 1.1, 38],
      [1.4, 1.6, 49],
    ] as const
  ).map(note);
  const input = netInput(
    attacksOf({
      instruments: [
        { name: 'Piano', program: 0, isDrum: false, notes: piano },
        { name: 'Drums', program: 0, isDrum: true, notes: drums },
      ],
      durationSec: 9,
    }),
  );
  assert.equal(input.length, TRAINED_ON.length * FEATURES);
  TRAINED_ON.flat().forEach((expected, at) => {
    const row = `row ${Math.floor(at / FEATURES)}, feature ${at % FEATURES}`;
    assert.ok(Math.abs((input[at] ?? NaN) - expected) < 2e-4, `${row}: ${input[at]}`);
  });
});

test('a stroke on a drum is told as surely as it was heard, a kind of drum by its surest', () => {
  const strokes = [
    { ...note([1, 1.1, 36]), confidence: 0.4 },
    { ...note([1, 1.1, 42]), confidence: 0.3 },
    { ...note([1, 1.1, 51]), confidence: 0.8 },
    note([1, 1.1, 38]),
  ];
  const input = netInput([{ sec: 1, notes: strokes.map((each) => ({ ...each, isDrum: true })) }]);
  const [kick, snare, crash, others] = input.subarray(7, 11);
  assert.deepEqual([kick, snare, crash, others], [0.4, 1, 0, 0.8]);
});

test('what the nets say of each attack are probabilities, and depends on what is near only', () => {
  const notes = Array.from({ length: 400 }, (_, index) =>
    note([0.3 * index, 0.3 * index + 0.25, 48 + 12 * Number(index % 4 !== 0) + (index % 3)]),
  );
  const inputOf = (count: number) =>
    netInput(
      attacksOf({
        instruments: [{ name: '', program: 0, isDrum: false, notes: notes.slice(0, count) }],
        durationSec: 200,
      }),
    );
  for (const hasDrums of [false, true]) {
    const { places, beats } = hearBeats(inputOf(400), hasDrums);
    assert.equal(places.length, 400 * PLACE_KINDS);
    for (let at = 0; at < 400; at += 50) {
      const row = beats.subarray(at * HEARD_BEATS, (at + 1) * HEARD_BEATS);
      const sum = row.reduce((total, logChance) => total + Math.exp(logChance), 0);
      assert.ok(Math.abs(sum - 1) < 1e-4);
    }
    const shorter = hearBeats(inputOf(350), hasDrums);
    for (let at = 0; at < 100 * PLACE_KINDS; at += 1) {
      assert.ok(Math.abs((places[at] ?? NaN) - (shorter.places[at] ?? NaN)) < 1e-4);
    }
  }
});
