import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenRests } from '../../../src/score/layout/hidden-rests.ts';
import type { WrittenBar, WrittenElement } from '../../../src/score/layout/write-voice.ts';
import type { Bar } from '../../../src/score/model.ts';
import { cellsOf } from '../../../src/score/rhythm/cells.ts';
import type { RhythmEvent } from '../../../src/score/rhythm/heard.ts';
import { foldStrayNotes } from '../../../src/score/rhythm/stray-notes.ts';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';

const BAR: Bar = {
  number: 1,
  startDiv: 0,
  lengthDivs: 4 * DIVS_PER_QUARTER,
  time: { beats: 4, beatType: 4 },
  key: { fifths: 0, mode: 'major' },
};
const CELLS = cellsOf([BAR, { ...BAR, number: 2, startDiv: BAR.lengthDivs }]);

/** Beats from the start and in length, and a pitch. */
function event(onset: number, length: number, pitch: number): RhythmEvent {
  const start = onset * DIVS_PER_QUARTER;
  const end = (onset + length) * DIVS_PER_QUARTER;
  const placed = {
    noteIndex: 0,
    pitch,
    velocity: 1,
    startSec: onset,
    endSec: onset + length,
    playedStart: start,
    playedEnd: end,
    graces: [],
    isRolled: false,
    trilledWith: undefined,
    onset: start,
  };
  return { onset: start, end, notes: [placed], isStaccato: false };
}

const told = (voices: readonly (readonly RhythmEvent[])[]): number[][][] =>
  voices.map((events) =>
    events.map(({ onset, end, notes }) => [
      onset / DIVS_PER_QUARTER,
      (end - onset) / DIVS_PER_QUARTER,
      ...notes.map(({ pitch }) => pitch),
    ]),
  );

test('a note or two that fit into a chord or a silence of the other voice are taken over there', () => {
  const upper = [event(0, 1, 72), event(1, 1, 74), event(3, 1, 76)];
  const lower = [event(1, 1, 60), event(2, 1, 62)];
  assert.deepEqual(told(foldStrayNotes([upper, lower], CELLS)), [
    [
      [0, 1, 72],
      [1, 1, 60, 74],
      [2, 1, 62],
      [3, 1, 76],
    ],
  ]);
});

test('what would change a value, three notes, and what is held over a barline stay in their voice', () => {
  const upper = [0, 1, 2, 3].map((beat) => event(beat, 1, 72 + beat));
  for (const lower of [
    [event(0, 2, 60)],
    [event(0, 1, 60), event(1, 1, 62), event(2, 1, 64)],
    [event(3, 2, 60)],
  ]) {
    assert.deepEqual(told(foldStrayNotes([upper, lower], CELLS)), told([upper, lower]));
  }
});

/** A voice of the first bar: beats and what is struck there; silence between. */
function written(...struck: readonly (readonly [onset: number, length: number])[]): WrittenBar {
  const elements: WrittenElement[] = [];
  const bare = { value: { type: 4, dots: 0 }, tiedFromPrevious: false, tiedToNext: false } as const;
  const put = (from: number, to: number, isRest: boolean): void => {
    if (to <= from) return;
    const offset = from * DIVS_PER_QUARTER;
    const duration = (to - from) * DIVS_PER_QUARTER;
    elements.push({
      ...bare,
      offset,
      duration,
      event: isRest ? undefined : event(from, to - from, 60),
    });
  };
  let at = 0;
  for (const [onset, length] of struck) {
    // A rest shows the beat.
    put(at, Math.floor(onset), true);
    put(Math.max(at, Math.floor(onset)), onset, true);
    put(onset, onset + length, false);
    at = onset + length;
  }
  put(at, Math.ceil(at), true);
  put(Math.ceil(at), 4, true);
  return { elements, tuplets: [] };
}

/** Which elements of each voice are hidden rests. */
const hidden = (...voices: readonly WrittenBar[]): number[][] =>
  hiddenRests(BAR, voices, false).map((each) => [...each].sort((a, b) => a - b));

test('a voice in passing has no rests before it enters, nor after it leaves', () => {
  const line = written([0, 1], [1, 1], [2, 1], [3, 1]);
  assert.deepEqual(hidden(line, written([2, 0.5])), [[], [0, 2, 3]]);
  assert.deepEqual(hidden(written([2, 0.5]), line), [[0, 2, 3], []]);
  // Where in the beat it enters is shown, unless something else is struck there.
  assert.deepEqual(hidden(line, written([1.5, 0.5])), [[], [0, 3]]);
  assert.deepEqual(hidden(written([0, 1.5], [1.5, 1.5], [3, 1]), written([1.5, 0.5])), [
    [],
    [0, 1, 3],
  ]);
});

test('one voice, and an upper one that strikes three times, keep their rests', () => {
  assert.deepEqual(hidden(written([2, 1])), [[]]);
  assert.deepEqual(
    hidden(written([1, 0.5], [2, 0.5], [3, 0.5]), written([0, 1], [1, 1], [2, 1], [3, 1])),
    [[], []],
  );
});
