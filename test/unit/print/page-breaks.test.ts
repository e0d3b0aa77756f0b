import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breakPages, emptiness } from '../../../src/print/page-breaks.ts';

const GAP = 10;
const FIRST_ROOM = 600;
const ROOM = 700;
const heights = fc.array(fc.integer({ min: 20, max: 690 }), { minLength: 1, maxLength: 120 });

/** The systems of each page. */
function pagesOf(all: readonly number[]): number[][] {
  let next = 0;
  return breakPages(all, GAP, FIRST_ROOM, ROOM).map((count) => {
    next += count;
    return all.slice(next - count, next);
  });
}

function heightOf(page: readonly number[]): number {
  return page.reduce((sum, height) => sum + height, 0) + (page.length - 1) * GAP;
}

test('every system is on exactly one page, in order, and no page is empty', () => {
  fc.assert(
    fc.property(heights, (all) => {
      const pages = pagesOf(all);
      assert.deepEqual(pages.flat(), all);
      assert.ok(pages.every((page) => page.length > 0));
    }),
  );
});

test('no page is fuller than it can be, unless one system alone is too high for it', () => {
  fc.assert(
    fc.property(heights, (all) => {
      pagesOf(all).forEach((page, index) => {
        const room = index === 0 ? FIRST_ROOM : ROOM;
        assert.ok(page.length === 1 || heightOf(page) <= room);
      });
    }),
  );
});

test('no more pages are used than a greedy filling would use', () => {
  fc.assert(
    fc.property(heights, (all) => {
      let greedy = 1;
      let height = -GAP;
      for (const each of all) {
        height += each + GAP;
        if (height <= (greedy === 1 ? FIRST_ROOM : ROOM) || height === each) continue;
        greedy += 1;
        height = each;
      }
      assert.ok(pagesOf(all).length <= greedy);
    }),
  );
});

test('a last system is not left alone where the page before can spare one', () => {
  // Four fit on the first page, five on the second; greedily the tenth would stand alone.
  const all = Array.from({ length: 10 }, () => 130);
  const last = pagesOf(all).at(-1);
  assert.ok((last?.length ?? 0) > 1);
});

test('a page is not left half empty to give the last system company', () => {
  assert.deepEqual(
    pagesOf([250, 250, 250]).map((page) => page.length),
    [2, 1],
  );
});

test('full pages are not empty, half a page within counts more than at the end, one page alone nothing', () => {
  const emptinessOf = (counts: readonly number[], all: readonly number[]): number =>
    emptiness(counts, all, 0, FIRST_ROOM, ROOM);
  assert.equal(emptinessOf([2, 1], [300, 300, 700]), 0);
  assert.ok(emptinessOf([1, 1], [300, 700]) > emptinessOf([1, 1], [600, 350]));
  assert.equal(emptinessOf([1], [100]), 0);
  fc.assert(
    fc.property(heights, (all) => {
      const empty = emptiness(breakPages(all, GAP, FIRST_ROOM, ROOM), all, GAP, FIRST_ROOM, ROOM);
      assert.ok(empty >= 0 && empty <= 1);
    }),
  );
});
