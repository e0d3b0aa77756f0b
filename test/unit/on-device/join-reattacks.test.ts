import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameNote } from '../../../src/engines/on-device/basic-pitch/notes.ts';
import { joinReattacks } from '../../../src/engines/on-device/parts/join-reattacks.ts';

function note(pitch: number, startFrame: number, endFrame: number, onset: number): FrameNote {
  return { pitch, startFrame, endFrame, amplitude: 0.5, onset };
}

test('a note cut in two where its octave comes in is one note', () => {
  const parts = [note(48, 0, 100, 0.8), note(48, 101, 300, 0.6), note(60, 102, 300, 0.9)];
  assert.deepEqual(joinReattacks(parts), [note(48, 0, 300, 0.8), note(60, 102, 300, 0.9)]);
});

test('a key struck anew stays struck: alone, clearly, with its like, or after a rest', () => {
  const first = note(48, 0, 100, 0.8);
  for (const again of [
    [note(48, 101, 300, 0.6)],
    [note(48, 101, 300, 0.7), note(60, 102, 300, 0.9)],
    [note(48, 101, 300, 0.6), note(60, 102, 300, 0.7)],
    [note(48, 106, 300, 0.6), note(60, 107, 300, 0.9)],
  ]) {
    assert.deepEqual(joinReattacks([first, ...again]), [first, ...again]);
  }
});
