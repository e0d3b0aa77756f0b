import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unevennessSec } from '../../../src/score/unevenness.ts';

function gaussian(seed: number): () => number {
  let state = seed;
  const random = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

/** Chords of four every quarter of a second, each note off by so much. */
function chords(spreadSec: number): number[] {
  const normal = gaussian(7);
  return Array.from({ length: 400 }, (_, at) => 1 + 0.25 * (at >> 2) + spreadSec * normal()).sort(
    (a, b) => a - b,
  );
}

test('how unevenly chords are struck is found, among neighbours that belong elsewhere', () => {
  for (const spreadSec of [0.004, 0.01, 0.02]) {
    const found = unevennessSec(chords(spreadSec));
    assert.ok(Math.abs(found - spreadSec) < 0.003, `${spreadSec}: ${found}`);
  }
});

test('a run of one note after the other says nothing, and is not taken for a spread chord', () => {
  const run = Array.from({ length: 300 }, (_, at) => 0.08 * at);
  assert.ok(unevennessSec(run) < 0.012);
  assert.ok(unevennessSec([]) < 0.012);
});

test('thousands of notes at one moment are no more work than they are notes', () => {
  assert.ok(unevennessSec(new Array<number>(200_000).fill(1)) < 0.01);
});
