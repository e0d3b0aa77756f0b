import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';
import { randomDocument } from '../../support/random-document.ts';

test('how sure the engine was of each note survives in the file, and the file is stable', () => {
  fc.assert(
    fc.property(randomDocument, fc.nat(), (document, seed) => {
      const instruments = document.performance.instruments.map((instrument, i) => ({
        ...instrument,
        notes: instrument.notes.map((note, at) => ({
          ...note,
          confidence: ((seed + i * 31 + at * 7) % 256) / 255,
        })),
      }));
      const bytes = writeMidi({
        ...document,
        performance: { ...document.performance, instruments },
      });
      const read = readMidi(bytes);
      assert.deepEqual(writeMidi(read), bytes);
      read.performance.instruments.forEach(({ notes }, i) => {
        const original = instruments[i]?.notes ?? [];
        // Notes that fell together on one tick are one note now; the rest keep what they had.
        if (notes.length !== original.length) return;
        const byPitch = (list: readonly NoteEvent[]): string[] =>
          list.map(({ pitch, confidence = NaN }) => `${pitch}: ${confidence}`).sort();
        assert.deepEqual(byPitch(notes), byPitch(original));
      });
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('confidences that do not fit the notes are left aside', () => {
  const [document] = fc.sample(randomDocument, 1);
  assert.ok(document !== undefined);
  const read = readMidi(writeMidi(document));
  for (const { notes } of read.performance.instruments) {
    for (const note of notes) assert.equal(note.confidence, undefined);
  }
});
