import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrangeScore, AS_IT_IS } from '../../../src/score/arrange.ts';
import { exampleScore } from '../../support/example-score.ts';

function names(parts: Parameters<typeof arrangeScore>[1]['parts']): string[] {
  return arrangeScore(exampleScore, { parts, isTransposed: false }).parts.map(({ name }) => name);
}

test('a score that nobody arranged is as it is', () => {
  assert.deepEqual(arrangeScore(exampleScore, AS_IT_IS), exampleScore);
});

test('parts are hidden, moved and renamed; those that are not named come last', () => {
  const arranged = [
    { id: 'P4', isVisible: true, name: '' },
    { id: 'P2', isVisible: false, name: '' },
    { id: 'P1', isVisible: true, name: 'Lead Oboe' },
  ];
  assert.deepEqual(names(arranged), ['Drums', 'Lead Oboe', 'Electric Bass']);
  const [, oboe] = arrangeScore(exampleScore, { parts: arranged, isTransposed: false }).parts;
  assert.equal(oboe?.abbreviation, 'Ld. Ob.');
  assert.equal(oboe.id, 'P1');
});

test('names of parts that the score has not are passed over', () => {
  assert.equal(names([{ id: 'P99', isVisible: true, name: 'Nobody' }]).length, 4);
});

test('a score of which nothing would be left is shown whole', () => {
  const hidden = exampleScore.parts.map(({ id }) => ({ id, isVisible: false, name: '' }));
  assert.equal(names(hidden).length, 4);
});
