import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  divAtX,
  elementKey,
  hitTest,
  xAtDiv,
  type ElementBox,
  type SystemMap,
} from '../../../src/viewer/layout/system-map.ts';

const EMPTY: SystemMap = {
  firstBar: 0,
  endBar: 1,
  width: 500,
  height: 100,
  unitPx: 1,
  staves: [],
  bars: [],
  moments: [],
  elements: [],
};

function chord(element: number, x: number, y: number, stemTop: number): ElementBox {
  return {
    partId: 'P1',
    staff: 0,
    bar: 3,
    voice: 0,
    element,
    kind: 'chord',
    onsetDiv: element * 24,
    durationDivs: 24,
    x,
    y: stemTop,
    width: 12,
    height: y + 5 - stemTop,
    notes: [{ noteIndex: element, pitch: 60 + element, x, y: y - 5, width: 12, height: 10 }],
  };
}

test('times and places of a line are each other’s inverse', () => {
  const steps = fc.array(
    fc.record({ divs: fc.integer({ min: 1, max: 96 }), units: fc.integer({ min: 1, max: 80 }) }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      let at = { div: 480, x: 50 };
      const moments = [at];
      for (const { divs, units } of given) {
        at = { div: at.div + divs, x: at.x + units };
        moments.push(at);
      }
      const map = { ...EMPTY, moments };
      const div = 480 + share * (at.div - 480);
      assert.ok(Math.abs(divAtX(map, xAtDiv(map, div)) - div) < 1e-6);
      for (const each of moments) assert.equal(xAtDiv(map, each.div), each.x);
      assert.equal(xAtDiv(map, 0), 50);
      assert.equal(xAtDiv(map, 1e9), at.x);
    }),
  );
  assert.equal(xAtDiv(EMPTY, 5), 0);
});

test('a click means the notehead under it, or the nearest one in reach', () => {
  const map = { ...EMPTY, elements: [chord(0, 100, 50, 15), chord(1, 140, 40, 5)] };
  assert.equal(hitTest(map, 105, 50)?.note?.noteIndex, 0);
  assert.equal(hitTest(map, 135, 41)?.note?.noteIndex, 1);
  assert.equal(hitTest(map, 101, 20)?.element.element, 0, 'the stem belongs to its note');
  assert.equal(hitTest(map, 120, 90), undefined);
  const rest: ElementBox = { ...chord(2, 200, 50, 30), kind: 'rest', notes: [] };
  const hit = hitTest({ ...EMPTY, elements: [rest] }, 203, 44);
  assert.equal(hit?.element, rest);
  assert.equal(hit.note, undefined);
});

test('where two voices overlap, the nearer head is meant', () => {
  const [upper, lower] = [chord(0, 100, 40, 5), chord(1, 100, 60, 25)];
  const map = { ...EMPTY, elements: [upper, lower] };
  assert.equal(hitTest(map, 106, 59)?.element, lower);
  assert.equal(hitTest(map, 106, 41)?.element, upper);
});

test('an element is named by its place in the score', () => {
  assert.equal(elementKey(chord(2, 0, 0, 0)), 'P1/0/3/0/2');
});
