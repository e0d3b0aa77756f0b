import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBarRange } from '../../../src/score/bar-range.ts';
import { exampleScore } from '../../support/example-score.ts';

for (const { text, range } of [
  { text: '0', range: [0, 1] },
  { text: '3', range: [3, 4] },
  { text: ' 2 - 5 ', range: [2, 6] },
  { text: '5–2', range: [2, 6] },
  { text: '0-8', range: [0, 9] },
]) {
  test(`"${text}" names bars`, () => {
    const [firstBar, endBar] = range;
    assert.deepEqual(readBarRange(text, exampleScore.bars), { firstBar, endBar });
  });
}

for (const text of ['', '9', '3-', '-3', '2-99', 'all', '1,2', '1e3', '4294967296000']) {
  test(`"${text}" names none`, () => {
    assert.equal(readBarRange(text, exampleScore.bars), undefined);
  });
}
