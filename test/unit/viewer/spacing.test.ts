import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { justify, type Slot } from '../../../src/viewer/layout/spacing.ts';

const slots: fc.Arbitrary<Slot[]> = fc
  .array(fc.record({ ideal: fc.double({ min: 5, max: 90, noNaN: true }), rod: fc.nat(30) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((raw) => [
    { ideal: 0, rods: [] },
    ...raw.map(({ ideal, rod }, i) => ({
      ideal,
      rods: [
        { from: i, length: rod },
        { from: Math.max(0, i - 2), length: rod * 1.5 },
      ],
    })),
  ]);

test('no two things come nearer than their rod', () => {
  fc.assert(
    fc.property(slots, fc.integer({ min: 50, max: 4000 }), (line, width) => {
      const x = justify(line, width, 6);
      line.forEach(({ rods }, i) => {
        for (const { from, length } of rods) {
          assert.ok((x[i] ?? 0) - (x[from] ?? 0) >= length - 1e-9);
        }
      });
    }),
  );
});

test('a line that can be filled is filled to the width', () => {
  fc.assert(
    fc.property(slots, (line) => {
      const narrow = justify(line, 0, 6).at(-1) ?? 0;
      const wide = justify(line, 1e9, 6).at(-1) ?? 0;
      const width = narrow + (wide - narrow) * 0.4;
      assert.ok(Math.abs((justify(line, width, 6).at(-1) ?? 0) - width) < 0.5);
    }),
  );
});

test('equal times get equal space across the barlines of a line', () => {
  const line: Slot[] = Array.from({ length: 9 }, (_, i) => ({
    ideal: i === 0 ? 0 : 40,
    rods: [],
  }));
  const x = justify(line, 640, 6);
  x.slice(1).forEach((at, i) => {
    assert.ok(Math.abs(at - (x[i] ?? 0) - 80) < 0.01);
  });
});
