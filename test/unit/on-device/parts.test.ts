import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { splitRoles } from '../../../src/engines/on-device/parts/split-roles.ts';
import { companies, polyphony } from '../../../src/engines/on-device/parts/polyphony.ts';
import { compareNotes, type NoteEvent } from '../../../src/transcription/model.ts';

function note(pitch: number, startSec: number, lengthSec: number): NoteEvent {
  return { pitch, startSec, endSec: startSec + lengthSec, velocity: 0.5 };
}

/** Eight bars at 120 bpm: root notes, held triads, a melody off the beat. */
function band(): NoteEvent[] {
  const bars = Array.from({ length: 8 }, (_, i) => i * 2);
  return bars
    .flatMap((at) => [
      ...[0, 0.5, 1, 1.5].map((beat) => note(36, at + beat, 0.45)),
      ...[60, 64, 67].map((pitch) => note(pitch, at, 1.9)),
      ...[76, 74, 72].map((pitch, i) => note(pitch, at + 0.25 + i * 0.5, 0.45)),
    ])
    .sort(compareNotes);
}

test('a plain band falls apart into lead, chords and bass', () => {
  const parts = splitRoles(band());
  assert.deepEqual(
    parts.map(({ name, notes }) => [
      name,
      notes.length,
      [...new Set(notes.map((n) => n.pitch))].sort(),
    ]),
    [
      ['Lead (guessed)', 24, [72, 74, 76]],
      ['Chords (guessed)', 24, [60, 64, 67]],
      ['Bass (guessed)', 32, [36]],
    ],
  );
});

test('a melody that is struck with the chords stays one line', () => {
  const onTheBeat = [0, 2, 4, 6].map((at, i) => note([79, 76, 77, 79][i] ?? 79, at, 0.2));
  const [lead] = splitRoles([...band(), ...onTheBeat].sort(compareNotes));
  assert.equal(lead?.name, 'Lead (guessed)');
  assert.equal(lead.notes.length, 28);
});

test('chords without a melody above them make no lead', () => {
  const parts = splitRoles(band().filter(({ pitch }) => pitch < 70));
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['Chords (guessed)', 'Bass (guessed)'],
  );
});

test('a single line above the bass is a lead', () => {
  const parts = splitRoles(band().filter(({ pitch }) => pitch < 50 || pitch > 70));
  assert.deepEqual(
    parts.map(({ name }) => name),
    ['Lead (guessed)', 'Bass (guessed)'],
  );
});

test('whatever the notes, each lands in exactly one part, in order, and no part is empty', () => {
  const anyNote = fc
    .tuple(fc.integer({ min: 21, max: 108 }), fc.nat(2000), fc.integer({ min: 3, max: 300 }))
    .map(([pitch, start, length]) => note(pitch, start / 100, length / 100));
  fc.assert(
    fc.property(fc.array(anyNote, { minLength: 1, maxLength: 120 }), (notes) => {
      const sorted = notes.toSorted(compareNotes);
      const parts = splitRoles(sorted);
      for (const part of parts) {
        assert.ok(part.notes.length > 0);
        assert.deepEqual(part.notes, part.notes.toSorted(compareNotes));
      }
      assert.deepEqual(parts.flatMap((part) => part.notes).sort(compareNotes), sorted);
    }),
  );
});

test('polyphony counts the notes that sound at a time, not the silence', () => {
  assert.equal(polyphony([note(60, 0, 1), note(62, 5, 1)]), 1);
  assert.equal(polyphony([note(60, 0, 2), note(64, 0, 2)]), 2);
  assert.equal(polyphony([]), 0);
});

test('company: a note held over from before counts, one that just ended does not', () => {
  const notes = [note(48, 0, 2), note(60, 0, 1), note(72, 1, 1)];
  assert.deepEqual(companies(notes), [
    { isLowest: true, isHighest: false, chordSize: 2, gapBelow: Infinity },
    { isLowest: false, isHighest: true, chordSize: 2, gapBelow: 12 },
    { isLowest: false, isHighest: true, chordSize: 1, gapBelow: Infinity },
  ]);
});
