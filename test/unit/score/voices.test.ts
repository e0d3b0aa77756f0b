import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barText, note, played, scoreOf } from '../../support/played.ts';

const PIANO = 0;
const FLUTE = 73;
const KEY = { fifths: 0, mode: 'major' } as const;

test('a bass held under moving notes is a voice of its own', () => {
  const bars = [0, 1, 2, 3].flatMap((bar) => [
    note(36, 4 * bar, 4),
    ...[1, 2, 3].flatMap((beat) => [52, 55].map((pitch) => note(pitch, 4 * bar + beat, 1))),
  ]);
  const { parts } = scoreOf([played(PIANO, bars)], { key: KEY });
  assert.deepEqual(barText(parts[0], 1).at(-1), ['rq E3+G3q E3+G3q E3+G3q', 'C2w']);
});

test('a melody held over into its next notes stays one voice, each note as long as to the next', () => {
  const line = [72, 74, 76, 77, 79, 77, 76, 74];
  for (const program of [PIANO, FLUTE]) {
    const notes = [...line, ...line].map((pitch, index) => note(pitch, index / 2, 0.5, 1.5));
    const { parts } = scoreOf([played(program, notes)], { key: KEY });
    assert.deepEqual(barText(parts[0], 0), [['C5e D5e E5e F5e G5e F5e E5e D5e']]);
  }
});

test('a chord wider than a hand is shared out between the staves, thirds are not', () => {
  const accompanied = [0, 1, 2, 3].flatMap((beat) => [
    ...[40, 47, 52].map((pitch) => note(pitch, beat, 1)),
    ...[67, 71, 76].map((pitch) => note(pitch, beat, 1)),
  ]);
  const thirds = [4, 5, 6, 7].flatMap((beat) => [72, 76].map((pitch) => note(pitch, beat, 1)));
  const { parts } = scoreOf([played(PIANO, [...accompanied, ...thirds])], { key: KEY });
  assert.deepEqual(barText(parts[0], 0), [
    [Array(4).fill('G4+B4+E5q').join(' ')],
    [Array(4).fill('E2+B2+E3q').join(' ')],
  ]);
  assert.deepEqual(barText(parts[0], 1), [[Array(4).fill('C5+E5q').join(' ')], ['rw']]);
});

test('a strummed chord is one chord, a fast scale is not', () => {
  const strum = [40, 47, 52, 56, 59, 64].map((pitch, string) => note(pitch, 0.08 * string, 2));
  const scale = [64, 66, 68, 69].map((pitch, index) => note(pitch, 2 + index / 4, 0.25));
  const { parts } = scoreOf([played(25, [...strum, ...scale])], {
    key: { fifths: 4, mode: 'major' },
  });
  const [first] = barText(parts[0], 0)[0] ?? [];
  assert.match(first ?? '', /^E3\+B3\+E4\+G#4\+B4\+E5h E5s F#5s G#5s A5s/);
});

test('a note held half as long as all others is followed by a rest', () => {
  const notes = Array.from({ length: 32 }, (_, beat) =>
    note(beat % 2 === 0 ? 72 : 76, beat, 1, beat % 8 === 5 ? 0.45 : 0.95),
  );
  const { parts } = scoreOf([played(FLUTE, notes)], { key: KEY });
  assert.deepEqual(barText(parts[0], 3), [['C5q E5e re C5q E5q']]);
});

test('chords off the beat are followed by rests, not held into syncopes', () => {
  const vamp = Array.from({ length: 8 }, (_, bar) => [1, 3].map((beat) => 4 * bar + beat)).flat();
  const chords = vamp.flatMap((beat) => [60, 64, 67].map((pitch) => note(pitch, beat, 0.9)));
  const { parts } = scoreOf([played(PIANO, chords)], {
    key: KEY,
    corrections: [{ kind: 'staff-split', instrumentIndex: 0, pitch: null }],
  });
  assert.deepEqual(barText(parts[0], 3), [['rq C4+E4+G4q rq C4+E4+G4q']]);
});

test('chords struck as unevenly as a transcription hears them stay chords', () => {
  const spreadSec = [0.011, -0.019, 0.017, -0.008, 0.02, -0.014];
  let at = 0;
  const notes = Array.from({ length: 32 }, (_, eighth) =>
    [60, 64, 67].map((pitch) => {
      at += 1;
      return note(pitch, eighth / 2 + 2 * (spreadSec[at % 6] ?? 0), 0.5, 0.45);
    }),
  ).flat();
  const { parts } = scoreOf([played(25, notes)], { key: KEY });
  for (const bar of [0, 1, 2, 3]) {
    assert.deepEqual(barText(parts[0], bar), [[Array(8).fill('C5+E5+G5e').join(' ')]]);
  }
});
