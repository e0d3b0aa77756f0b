import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitHands } from '../../../src/score/layout/hands.ts';
import { compareNotes } from '../../../src/transcription/model.ts';
import { note } from '../../support/played.ts';

/** The pitches of the right hand, in order of time. */
function rightHand(notes: readonly ReturnType<typeof note>[]): number[] {
  const sorted = [...notes].sort(compareNotes);
  const isRight = splitHands(sorted);
  return sorted.filter((_, index) => isRight[index]).map(({ pitch }) => pitch);
}

test('what is struck beside a chord that the left hand holds is the right hand’s', () => {
  const chord = [56, 60, 63].map((pitch) => note(pitch, 0, 2, 1));
  const melody = [68, 77, 67, 67].map((pitch, at) => note(pitch, at / 2, 0.5));
  assert.deepEqual(rightHand([...chord, ...melody]), [68, 77, 67, 67]);
});

test('a bass and chords over it stay with the left hand while the pedal holds them', () => {
  const waltz = [0, 3, 6].flatMap((beat) => [
    note(36, beat, 3, 1),
    ...[1, 2].flatMap((at) => [48, 52, 55].map((pitch) => note(pitch, beat + at, 1, 0.5))),
    ...[0, 1, 2].map((at) => note(76 + at, beat + at, 1)),
  ]);
  assert.deepEqual(rightHand(waltz), [76, 77, 78, 76, 77, 78, 76, 77, 78]);
});
