import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partGroups } from '../../../src/score/layout/part-groups.ts';

const sound = (program: number) => ({ program, isPercussion: false });
const drums = { program: 40, isPercussion: true };

test('neighbours of one section stand under one bracket, a single part under none', () => {
  const [flute, oboe, trumpet, trombone, piano, violin, cello] = [73, 68, 56, 57, 0, 40, 42].map(
    sound,
  );
  assert.ok(flute && oboe && trumpet && trombone && piano && violin && cello);
  assert.deepEqual(partGroups([flute, oboe, trumpet, trombone, piano, drums, violin, cello]), [
    { first: 0, last: 1 },
    { first: 2, last: 3 },
    { first: 6, last: 7 },
  ]);
  assert.deepEqual(partGroups([violin, piano, cello]), []);
  assert.deepEqual(partGroups([drums, violin]), []);
  assert.deepEqual(partGroups([]), []);
});
