import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DIVS_PER_QUARTER } from '../../../src/score/time.ts';
import { rollLanes, rollSeconds } from '../../../src/viewer/piano-roll/roll-geometry.ts';
import type { SystemMap } from '../../../src/viewer/layout/system-map.ts';
import type { PlayedNotes } from '../../../src/viewer/performance-feed.ts';

/** Two bars of four quarters, 100 units each from 50 on; a quarter lasts half a second. */
const tempoMap = [
  { div: 0, sec: 0 },
  { div: 2 * DIVS_PER_QUARTER, sec: 1 },
];
const BAR = 4 * DIVS_PER_QUARTER;

function lineOf(
  notes: readonly { readonly pitch: number; readonly onsetDiv: number }[],
): SystemMap {
  return {
    firstBar: 0,
    endBar: 2,
    width: 260,
    height: 80,
    unitPx: 1,
    staves: [{ partId: 'P1', staff: 0, top: 20, bottom: 60, lowest: 60 }],
    bars: [0, 1].map((bar) => ({
      bar,
      startDiv: bar * BAR,
      lengthDivs: BAR,
      left: 50 + 100 * bar,
      right: 150 + 100 * bar,
    })),
    moments: [0, 1, 2].map((bar) => ({ div: bar * BAR, x: 50 + 100 * bar })),
    elements: notes.map(({ pitch, onsetDiv }, element) => ({
      partId: 'P1',
      staff: 0,
      bar: Math.floor(onsetDiv / BAR),
      voice: 0,
      element,
      kind: 'chord' as const,
      onsetDiv,
      durationDivs: DIVS_PER_QUARTER,
      x: 0,
      y: 0,
      width: 0,
      height: 0,
      notes: [{ noteIndex: element, pitch, x: 0, y: 0, width: 0, height: 0 }],
    })),
  };
}

function played(
  notes: readonly {
    readonly pitch: number;
    readonly startSec: number;
    readonly confidence?: number;
  }[],
): PlayedNotes {
  return {
    pitches: Uint8Array.from(notes, ({ pitch }) => pitch),
    startsSec: Float64Array.from(notes, ({ startSec }) => startSec),
    endsSec: Float64Array.from(notes, ({ startSec }) => startSec + 0.5),
    velocities: Float32Array.from(notes, () => 1),
    confidences: Float32Array.from(notes, ({ confidence }) => confidence ?? 1),
  };
}

const written = [60, 64, 67].map((pitch, i) => ({ pitch, onsetDiv: i * DIVS_PER_QUARTER }));

test('a note played on the beat lies under the written one, a late one to its right', () => {
  const map = lineOf(written);
  const notes = played(
    written.map(({ pitch }, i) => ({ pitch, startSec: i * 0.5 + (i === 2 ? 0.1 : 0) })),
  );
  const [lane] = rollLanes(map, tempoMap, [{ partId: 'P1', label: '', notes }], 0);
  const xs = (of: 'played' | 'written'): number[] => lane?.[of].map(({ x }) => x) ?? [];
  assert.deepEqual(xs('written'), [50, 75, 100]);
  assert.deepEqual(xs('played').slice(0, 2), [50, 75]);
  assert.ok(Math.abs((xs('played')[2] ?? 0) - 105) < 1e-9);
});

test('higher pitches stand higher, in the same row played and written', () => {
  const notes = played(written.map(({ pitch }, i) => ({ pitch, startSec: i * 0.5 })));
  const [lane] = rollLanes(lineOf(written), tempoMap, [{ partId: 'P1', label: '', notes }], 10);
  const rows = lane?.played.map(({ y }) => y) ?? [];
  assert.deepEqual(
    rows,
    lane?.written.map(({ y }) => y),
  );
  assert.deepEqual(
    rows,
    rows.toSorted((a, b) => b - a),
  );
});

test('confidence travels with the note, and notes of other lines stay there', () => {
  const notes = played([
    { pitch: 60, startSec: 0, confidence: 0.25 },
    { pitch: 60, startSec: 4.5 },
  ]);
  const [lane] = rollLanes(lineOf(written), tempoMap, [{ partId: 'P1', label: '', notes }], 0);
  assert.deepEqual(
    lane?.played.map(({ noteIndex, confidence }) => [noteIndex, confidence]),
    [[0, 0.25]],
  );
});

test('whatever is played, everything lies within its lane and its line', () => {
  const note = fc.record({
    pitch: fc.integer({ min: 0, max: 127 }),
    startSec: fc.double({ min: 0, max: 6, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(note, { maxLength: 40 }), (given) => {
      const sorted = given.toSorted((a, b) => a.startSec - b.startSec);
      const parts = [
        { partId: 'P1', label: '', notes: played(sorted) },
        { partId: 'P2', label: '', notes: played([]) },
      ];
      for (const lane of rollLanes(lineOf(written), tempoMap, parts, 5)) {
        for (const { x, width, y, height } of [...lane.played, ...lane.written]) {
          assert.ok(x >= 50 && x + width <= 250 + 2, `x ${x} width ${width}`);
          assert.ok(y - height / 2 >= lane.top && y + height / 2 <= lane.bottom);
        }
      }
    }),
  );
});

test('the clock is marked in whole seconds, never too close', () => {
  const marks = rollSeconds(lineOf(written), tempoMap, 40);
  assert.deepEqual(marks, [
    { sec: 0, x: 50 },
    { sec: 1, x: 100 },
    { sec: 2, x: 150 },
    { sec: 3, x: 200 },
    { sec: 4, x: 250 },
  ]);
  assert.equal(rollSeconds(lineOf(written), tempoMap, 60).length, 3);
});
