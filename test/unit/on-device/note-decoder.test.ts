import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outputToNotesPoly } from '@spotify/basic-pitch/cjs/toMidi.js';
import { KEYS } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import {
  decodeNotes,
  type NoteSettings,
} from '../../../src/engines/on-device/basic-pitch/notes.ts';
import { noise } from './sound.ts';

function rows(matrix: Float32Array): number[][] {
  return Array.from({ length: matrix.length / KEYS }, (_, i) => [
    ...matrix.subarray(i * KEYS, (i + 1) * KEYS),
  ]);
}

interface PlainNote {
  readonly pitch: number;
  readonly start: number;
  readonly end: number;
  readonly amplitude: number;
}

function inOrder(notes: readonly PlainNote[]): readonly PlainNote[] {
  return [...notes].sort((a, b) => a.start - b.start || a.pitch - b.pitch || a.end - b.end);
}

/** Both decoders on one pair of matrices. */
function decodeTwice(frames: Float32Array, onsets: Float32Array, settings: NoteSettings) {
  const ours = decodeNotes({ frames: frames.slice(), onsets: onsets.slice() }, settings);
  const theirs = outputToNotesPoly(
    rows(frames),
    rows(onsets),
    settings.onsetThreshold,
    settings.frameThreshold,
    settings.minFrames,
    true,
    null,
    null,
    settings.withoutOnset,
  );
  return {
    ours: inOrder(
      ours.map((n) => ({
        pitch: n.pitch,
        start: n.startFrame,
        end: n.endFrame,
        amplitude: n.amplitude,
      })),
    ),
    theirs: inOrder(
      theirs.map((n) => ({
        pitch: n.pitchMidi,
        start: n.startFrame,
        end: n.startFrame + n.durationFrames,
        amplitude: n.amplitude,
      })),
    ),
  };
}

/** Smooth hills with sharp starts over weak noise, as the model draws them. */
function drawnMatrices(seed: number, frameCount: number) {
  const random = noise(4000, seed);
  let next = 0;
  const draw = (): number => ((random[next++ % random.length] ?? 0) + 1) / 2;
  const frames = noise(frameCount * KEYS, seed + 1).map((x) => Math.abs(x) * 0.2);
  const onsets = noise(frameCount * KEYS, seed + 2).map((x) => Math.abs(x) * 0.3);
  for (let note = 0; note < frameCount / 3; note++) {
    const key = Math.floor(draw() * KEYS);
    const start = Math.floor(draw() * frameCount);
    const length = Math.floor(3 + draw() * 60);
    const height = 0.2 + draw() * 0.8;
    if (draw() < 0.8) onsets[start * KEYS + key] = 0.3 + draw() * 0.7;
    for (let i = 0; i < length && start + i < frameCount; i++) {
      const cell = (start + i) * KEYS + key;
      frames[cell] = Math.max(frames[cell] ?? 0, height * (1 - i / (length * 1.5)));
      if (key > 0) frames[cell - 1] = Math.max(frames[cell - 1] ?? 0, height * 0.4 * draw());
    }
  }
  return { frames, onsets };
}

const SETTINGS: readonly NoteSettings[] = [
  { onsetThreshold: 0.5, frameThreshold: 0.3, minFrames: 5, withoutOnset: true },
  { onsetThreshold: 0.5, frameThreshold: 0.3, minFrames: 11, withoutOnset: true },
  { onsetThreshold: 0.6, frameThreshold: 0.5, minFrames: 7, withoutOnset: false },
];

for (const settings of SETTINGS) {
  test(`the library's own decoder finds the same notes (${Object.values(settings).join(', ')})`, () => {
    for (const seed of [1, 20, 300]) {
      const { frames, onsets } = drawnMatrices(seed, 400);
      const { ours, theirs } = decodeTwice(frames, onsets, settings);
      assert.ok(theirs.length > 30, `only ${theirs.length} notes`);
      assert.deepEqual(ours, theirs);
    }
  });
}

test('any small matrices decode as the library decodes them, ties included', () => {
  const level = fc.constantFrom(0, 0.1, 0.25, 0.3125, 0.5, 0.625, 0.75, 1);
  const matrix = fc.array(level, { minLength: 30 * 6, maxLength: 30 * 6 });
  fc.assert(
    fc.property(matrix, matrix, (energy, starts) => {
      const frames = new Float32Array(30 * KEYS);
      const onsets = new Float32Array(30 * KEYS);
      for (let i = 0; i < energy.length; i++) {
        const cell = Math.floor(i / 6) * KEYS + (i % 6) * (i % 12 < 6 ? 1 : 17);
        frames[cell] = energy[i] ?? 0;
        onsets[cell] = starts[i] ?? 0;
      }
      const settings = {
        onsetThreshold: 0.5,
        frameThreshold: 0.3,
        minFrames: 2,
        withoutOnset: true,
      };
      const { ours, theirs } = decodeTwice(frames, onsets, settings);
      assert.deepEqual(ours, theirs);
    }),
    { numRuns: 60 },
  );
});

test('silence has no notes', () => {
  const empty = new Float32Array(100 * KEYS);
  const settings = { onsetThreshold: 0.5, frameThreshold: 0.3, minFrames: 5, withoutOnset: true };
  assert.deepEqual(decodeNotes({ frames: empty, onsets: empty }, settings), []);
});
