import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliceBars } from '../../../src/protocol/slice.ts';
import { BarStore } from '../../../src/viewer/bar-store.ts';
import { longScore } from '../../support/long-score.ts';

interface Asked {
  readonly requestId: number;
  readonly first: number;
  readonly count: number;
}

function storeOf(barCount: number, staffCount = 4): { store: BarStore; asked: Asked[] } {
  const asked: Asked[] = [];
  const store = new BarStore(barCount, staffCount, (requestId, first, count) => {
    asked.push({ requestId, first, count });
  });
  return { store, asked };
}

test('bars not yet there are asked for once, and come back in order', () => {
  const score = longScore(100);
  const { store, asked } = storeOf(100);
  assert.equal(store.take(30, 40), undefined);
  assert.equal(store.take(31, 41), undefined);
  assert.deepEqual(
    asked.map(({ first }) => first),
    [16, 32],
  );
  for (const { requestId, first, count } of asked) {
    assert.ok(store.answer(requestId, sliceBars(score, first, count)));
  }
  assert.deepEqual(
    store.take(30, 40)?.map(({ index }) => index),
    [30, 31, 32, 33, 34, 35, 36, 37, 38, 39],
  );
  assert.equal(store.take(30, 40)?.[0]?.staffBars.length, 5);
});

test('the more staves, the fewer bars are asked for at a time', () => {
  const { store, asked } = storeOf(100, 16);
  assert.equal(store.take(9, 14), undefined);
  assert.deepEqual(
    asked.map(({ first, count }) => [first, count]),
    [
      [8, 4],
      [12, 4],
    ],
  );
});

test('the end of the score is no reason to ask for more', () => {
  const { store, asked } = storeOf(20);
  store.add(sliceBars(longScore(20), 0, 32));
  assert.equal(store.take(15, 25)?.length, 5);
  assert.deepEqual(asked, []);
});

test('an answer nobody asked for is refused', () => {
  const { store } = storeOf(100);
  assert.equal(store.answer(5, sliceBars(longScore(100), 0, 32)), false);
});

test('far bars are forgotten, so that a long score does not fill the memory', () => {
  const score = longScore(3000);
  const { store, asked } = storeOf(3000);
  for (let first = 0; first < 3000; first += 32) store.add(sliceBars(score, first, 32));
  assert.equal(store.take(0, 10), undefined, 'the oldest went');
  assert.ok(store.take(2900, 2950) !== undefined, 'the newest stayed');
  assert.equal(asked.length, 1);
});
