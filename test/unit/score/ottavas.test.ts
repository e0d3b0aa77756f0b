import assert from 'node:assert/strict';
import { test } from 'node:test';
import { note, played, scoreOf } from '../../support/played.ts';

const KEY = { fifths: 0, mode: 'major' } as const;
const FLUTE = 73;
const BEAT = 10_080;

function ottavasOf(pitches: readonly number[], program = FLUTE) {
  const notes = pitches.map((pitch, beat) => note(pitch, beat, 1));
  return scoreOf([played(program, notes)], { key: KEY }).parts[0]?.staves[0]?.ottavas ?? [];
}

test('a passage of four ledger lines and more is written an octave lower, from where it leaves the staff', () => {
  assert.deepEqual(ottavasOf([72, 76, 84, 91, 95, 91, 84, 72]), [
    { octaves: 1, startBar: 0, startOffsetDivs: 2 * BEAT, endBar: 1, endOffsetDivs: 3 * BEAT },
  ]);
});

test('three ledger lines are read as they are', () => {
  assert.deepEqual(ottavasOf([72, 84, 88, 88, 84, 76, 72, 72]), []);
});

test('a low passage stands under its staff an octave higher', () => {
  const [found] = ottavasOf([43, 36, 29, 26, 28, 36, 43, 43], 58);
  assert.equal(found?.octaves, -1);
  assert.equal(found.startOffsetDivs, BEAT);
});

test('a lone high note keeps its ledger lines', () => {
  assert.deepEqual(ottavasOf([72, 76, 79, 93, 79, 76, 72, 72]), []);
});

test('drums have no ottava', () => {
  const notes = [49, 57, 36, 38].map((key, beat) => note(key, beat, 1));
  const score = scoreOf([played(0, notes, true)], { key: KEY });
  assert.deepEqual(score.parts[0]?.staves[0]?.ottavas, []);
});
