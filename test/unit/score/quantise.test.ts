import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bar } from '../../../src/score/model.ts';
import { cellsOf } from '../../../src/score/rhythm/cells.ts';
import type { HeardNote } from '../../../src/score/rhythm/heard.ts';
import { quantise } from '../../../src/score/rhythm/quantise.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';

const BEAT_SEC = 0.5;
const BARS = [0, 1].map((index): Bar => ({
  startDiv: 4 * DIVS_PER_QUARTER * index,
  lengthDivs: 4 * DIVS_PER_QUARTER,
  time: { beats: 4, beatType: 4 },
  key: { fifths: 0, mode: 'major' },
  number: index + 1,
}));

/** Where notes struck at these beats are written, in beats. */
function placesOf(beats: readonly number[]): number[] {
  const notes = beats.map((beat, noteIndex): HeardNote => ({
    noteIndex,
    pitch: 60,
    velocity: 0.7,
    startSec: beat * BEAT_SEC,
    endSec: (beat + 0.2) * BEAT_SEC,
    playedStart: beat * DIVS_PER_QUARTER,
    playedEnd: (beat + 0.2) * DIVS_PER_QUARTER,
    graces: [],
    isRolled: false,
    trilledWith: undefined,
  }));
  const tempoMap = [
    { div: 0, sec: 0 },
    { div: DIVS_PER_QUARTER, sec: BEAT_SEC },
  ];
  return quantise(notes, cellsOf(BARS), tempoMap).map(({ onset }) => onset / DIVS_PER_QUARTER);
}

test('a late note with nothing after it is an eighth; before a beat that is struck it leads to that', () => {
  const before = [0, 0.5, 1, 1.5];
  assert.deepEqual(placesOf([...before, 2, 2.65, 3.5, 4, 4.5]), [...before, 2, 2.5, 3.5, 4, 4.5]);
  assert.deepEqual(placesOf([...before, 2, 2.65, 3, 3.5, 4]), [...before, 2, 2.75, 3, 3.5, 4]);
});

test('a clear syncope of sixteenths stays one', () => {
  const beats = [0, 0.5, 1, 1.75, 2.5, 3.25, 4, 4.5];
  assert.deepEqual(placesOf(beats), beats);
});
