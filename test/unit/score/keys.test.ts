import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NoteEvent } from '../../../src/transcription/model.ts';
import { barText, note, played, scoreOf } from '../../support/played.ts';

/** Triads of a progression, one a half bar, over a bass; degrees in semitones from the tonic. */
function progression(tonic: number, from: number, bars: number): NoteEvent[] {
  const chords = [
    [0, 4, 7],
    [5, 9, 12],
    [7, 11, 14],
    [0, 4, 7],
  ];
  return Array.from({ length: 2 * bars }, (_, half) => half).flatMap((half) => {
    const chord = chords[half % 4] ?? [];
    const start = 4 * from + 2 * half;
    return [
      note(tonic - 24 + (chord[0] ?? 0), start, 2),
      ...chord.map((degree) => note(tonic + degree, start, 2)),
    ];
  });
}

test('every key is found, with the signature of fewest accidentals', () => {
  for (let tonic = 60; tonic < 72; tonic += 1) {
    const { bars } = scoreOf([played(0, progression(tonic, 0, 8))]);
    const expected = ((((tonic * 7) % 12) + 6) % 12) - 6;
    assert.equal(Math.abs(bars[0]?.key.fifths ?? 99), Math.abs(expected), `tonic ${tonic}`);
    assert.equal(bars[0]?.key.mode, 'major');
  }
});

test('six sharps for guitars', () => {
  const { bars } = scoreOf([played(25, progression(54, 0, 8))]);
  assert.equal(bars[0]?.key.fifths, 6);
});

test('a song lifted a semitone for its last part gets a new signature there, at a barline', () => {
  const notes = [...progression(60, 0, 16), ...progression(61, 16, 16)];
  const { bars } = scoreOf([played(0, notes)]);
  assert.deepEqual(
    bars.map((bar) => bar.key.fifths),
    [...Array<number>(16).fill(0), ...Array<number>(16).fill(-5)],
  );
});

test('two bars in another key are accidentals, no signature', () => {
  const notes = [...progression(60, 0, 8), ...progression(62, 8, 2), ...progression(60, 10, 8)];
  const { bars } = scoreOf([played(0, notes)]);
  assert.ok(bars.every((bar) => bar.key.fifths === 0));
});

test('leading notes and borrowed chords are named as harmony has them', () => {
  const minor = (start: number): NoteEvent[] => [
    ...[57, 60, 64].map((pitch) => note(pitch, start, 1)),
    ...[56, 59, 64].map((pitch) => note(pitch, start + 1, 1)),
    ...[57, 60, 65].map((pitch) => note(pitch, start + 2, 1)),
    ...[56, 62, 64].map((pitch) => note(pitch, start + 3, 1)),
  ];
  const { parts } = scoreOf([played(4, [0, 4, 8, 12].flatMap(minor))], {
    key: { fifths: 0, mode: 'minor' },
  });
  assert.match(barText(parts[0], 2).flat().join(' '), /G#3/);
  assert.doesNotMatch(barText(parts[0], 2).flat().join(' '), /Ab/);

  // C major with a minor subdominant: A flat, not G sharp.
  const borrowed = [0, 8, 16, 24].flatMap((start) => [
    ...[60, 64, 67].map((pitch) => note(pitch, start, 4)),
    ...[60, 65, 68].map((pitch) => note(pitch, start + 4, 2)),
    ...[60, 64, 67].map((pitch) => note(pitch, start + 6, 2)),
  ]);
  const score = scoreOf([played(4, borrowed)], { key: { fifths: 0, mode: 'major' } });
  assert.match(barText(score.parts[0], 1).flat().join(' '), /Ab4/);
});

test('the key the user says is the key', () => {
  const { bars } = scoreOf([played(0, progression(60, 0, 8))], {
    key: { fifths: 0, mode: 'major' },
    corrections: [{ kind: 'key', key: { fifths: -3, mode: 'minor' } }],
  });
  assert.ok(bars.every((bar) => bar.key.fifths === -3));
});
