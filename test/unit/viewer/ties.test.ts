import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/viewer/engraving/skyline.ts';
import { clashOf, usualHeight, type TieCurve } from '../../../src/viewer/engraving/tie-curve.ts';
import { roomForTie } from '../../../src/viewer/engraving/tie-room.ts';

const usual: TieCurve = { left: 100, right: 150, y: 50, up: true, height: usualHeight(50) };

const box = (left: number, top: number, width = 12, height = 10): Span => ({
  left,
  right: left + width,
  top,
  bottom: top + height,
});

test('a tie with nothing in its way is as it always is', () => {
  assert.equal(roomForTie(usual, [], true), usual);
  assert.equal(roomForTie(usual, [box(120, 60), box(160, 45), box(80, 45)], true), usual);
});

for (const [what, sign] of [
  ['a head of the other voice before its end', box(140, 44)],
  ['an accidental before its end', box(138, 35, 10, 28)],
  ['a dot behind its beginning', box(103, 46, 4, 4)],
  ['a head on the height of its middle', box(118, 38)],
] as const) {
  test(`a tie keeps clear of ${what}, on its own side`, () => {
    assert.ok(clashOf(usual, [sign]) > 1);
    const tie = roomForTie(usual, [sign], false);
    assert.ok(clashOf(tie, [sign]) < 0.5);
    assert.equal(tie.up, true);
  });
}

test('a tie within a chord changes sides rather than run through heads', () => {
  const wall = [box(100, 20, 50, 31)];
  assert.equal(roomForTie(usual, wall, true).up, false);
  assert.equal(roomForTie(usual, wall, false).up, true);
});

test('whatever stands around it, a tie is never worse for having been moved, nor too short to see', () => {
  const near = fc.record({
    left: fc.integer({ min: 70, max: 170 }),
    top: fc.integer({ min: 20, max: 80 }),
    width: fc.integer({ min: 3, max: 16 }),
    height: fc.integer({ min: 3, max: 30 }),
  });
  fc.assert(
    fc.property(fc.array(near, { maxLength: 12 }), fc.boolean(), (given, mayFlip) => {
      const signs = given.map(({ left, top, width, height }) => box(left, top, width, height));
      const tie = roomForTie(usual, signs, mayFlip);
      assert.ok(clashOf(tie, signs) <= clashOf(usual, signs));
      assert.ok(tie.left >= usual.left && tie.right <= usual.right && tie.right - tie.left >= 9);
    }),
  );
});
