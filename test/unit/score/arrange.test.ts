import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrangeScore, AS_IT_IS } from '../../../src/score/arrange.ts';
import { exampleScore } from '../../support/example-score.ts';

function names(parts: Parameters<typeof arrangeScore>[1]['parts']): string[] {
  return arrangeScore(exampleScore, { ...AS_IT_IS, parts }).parts.map(({ name }) => name);
}

test('a score that nobody arranged is as it is', () => {
  assert.deepEqual(arrangeScore(exampleScore, AS_IT_IS), exampleScore);
});

test('parts are hidden and moved; those that are not named come last', () => {
  const arranged = [
    { id: 'P4', isVisible: true },
    { id: 'P2', isVisible: false },
    { id: 'P1', isVisible: true },
  ];
  assert.deepEqual(names(arranged), ['Drums', 'Melody', 'Electric Bass']);
});

test('names of parts that the score has not are passed over', () => {
  assert.equal(names([{ id: 'P99', isVisible: true }]).length, 4);
});

test('a score of which nothing would be left is shown whole', () => {
  const hidden = exampleScore.parts.map(({ id }) => ({ id, isVisible: false }));
  assert.equal(names(hidden).length, 4);
});
