import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StemstaveError } from '../../../src/errors.ts';
import { cleanTrack } from '../../../src/formats/midi/clean-track.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import { randomDocument } from '../../support/random-document.ts';

const END = [0, 0xff, 0x2f, 0];

/** A file of tracks given as event bytes; an end of track is added to each. */
function file(tracks: readonly (readonly number[])[], format = 1, division = 480): Uint8Array {
  const word = (value: number): number[] => [value >> 8, value & 255];
  const chunks = tracks.map((events) => {
    const body = [...events, ...END];
    return [...Buffer.from('MTrk'), 0, 0, ...word(body.length), ...body];
  });
  const head = [...Buffer.from('MThd'), 0, 0, 0, 6];
  return Uint8Array.from([
    ...head,
    ...word(format),
    ...word(tracks.length),
    ...word(division),
    ...chunks.flat(),
  ]);
}

/** Two quarters on channel 1, the second under running status and ended by velocity 0. */
const TWO_NOTES = [0, 0x90, 60, 100, 0x83, 0x60, 60, 0, 0, 62, 100, 0x83, 0x60, 62, 0];

function notesOf(bytes: Uint8Array): readonly (readonly number[])[] {
  return readMidi(bytes).performance.instruments.flatMap(({ notes }) =>
    notes.map((note) => [note.pitch, note.startSec, note.endSec]),
  );
}

function codeOf(bytes: Uint8Array): string {
  try {
    readMidi(bytes);
  } catch (error) {
    assert.ok(error instanceof StemstaveError);
    assert.match(error.message, /^[A-Z].*\.$/);
    return error.code;
  }
  return 'read';
}

test('what cannot be read is refused with a sentence', () => {
  assert.equal(codeOf(new Uint8Array()), 'midi-empty');
  assert.equal(codeOf(Buffer.from('RIFF....WAVEfmt ')), 'midi-unreadable');
  assert.equal(codeOf(Buffer.from('MThd')), 'midi-truncated');
  assert.equal(codeOf(file([])), 'midi-truncated');
  assert.equal(codeOf(file([TWO_NOTES], 1, 0)), 'midi-unreadable');
  assert.equal(codeOf(new Uint8Array(50 * 1024 * 1024)), 'midi-too-large');
  assert.equal(codeOf(file(Array.from({ length: 600 }, () => TWO_NOTES))), 'too-many-instruments');
});

test('running status and note-ons of velocity 0', () => {
  assert.deepEqual(notesOf(file([TWO_NOTES])), [
    [60, 0, 0.5],
    [62, 0.5, 1],
  ]);
});

test('a file cut off anywhere gives the notes before the cut', () => {
  const whole = file([TWO_NOTES]);
  for (let length = 14 + 8; length < whole.length; length++) {
    const notes = notesOf(whole.slice(0, length));
    assert.ok(notes.length <= 2);
    if (length >= 22 + 8) assert.deepEqual(notes[0]?.slice(0, 2), [60, 0]);
  }
});

test('SMPTE time has seconds and no beats', () => {
  // 25 frames of 40 ticks: a tick is a millisecond.
  const document = readMidi(file([TWO_NOTES], 1, (0x100 - 25) * 256 + 40));
  assert.equal(document.frame, undefined);
  assert.equal(document.performance.instruments[0]?.notes[0]?.endSec, 0.48);
});

test('200 tracks are 200 parts, each with a name of its own', () => {
  const { instruments } = readMidi(file(Array.from({ length: 200 }, () => TWO_NOTES))).performance;
  assert.equal(new Set(instruments.map(({ name }) => name)).size, 200);
});

test('a note that never ends stops at the next of its pitch, or at the end of its track', () => {
  const stuck = [0, 0x90, 60, 100, 0x83, 0x60, 0x90, 60, 100, 0x83, 0x60, 0x80, 60, 0];
  assert.deepEqual(notesOf(file([stuck])), [
    [60, 0, 0.5],
    [60, 0.5, 1],
  ]);
  assert.deepEqual(notesOf(file([[0, 0x90, 60, 100, 0x83, 0x60, 0x80, 61, 0]])), [[60, 0, 0.5]]);
});

test('the sustain pedal lengthens notes until it is lifted or the key is struck again', () => {
  const pedalled = [0, 0xb0, 64, 127, ...TWO_NOTES, 0x83, 0x60, 0xb0, 64, 0];
  assert.deepEqual(notesOf(file([pedalled])), [
    [60, 0, 1.5],
    [62, 0.5, 1.5],
  ]);
});

test('formats 0 and 2, wrapped files, empty files', () => {
  const drums = TWO_NOTES.map((byte) => (byte === 0x90 ? 0x99 : byte));
  const [first, second] = readMidi(file([[...TWO_NOTES, ...drums]], 0)).performance.instruments;
  assert.deepEqual([first?.isDrum, second?.isDrum], [false, true]);
  assert.deepEqual(notesOf(file([TWO_NOTES, TWO_NOTES], 2)).at(-1), [62, 1.5, 2]);
  const wrapped = Buffer.concat([Buffer.from('RIFF....RMIDdata....'), file([TWO_NOTES])]);
  assert.equal(notesOf(wrapped).length, 2);
  assert.deepEqual(readMidi(file([[]])).performance, { instruments: [], durationSec: 0 });
});

test('a metre that changes inside a bar makes that bar short and keeps the barlines after it', () => {
  const four = [0, 0xff, 0x58, 4, 4, 2, 24, 8];
  const three = [0x87, 0x40, 0xff, 0x58, 4, 3, 2, 24, 8];
  assert.deepEqual(readMidi(file([[...four, ...three, ...TWO_NOTES]])).frame?.timeSignatures, [
    { div: 0, time: { beats: 2, beatType: 4 } },
    { div: 20160, time: { beats: 3, beatType: 4 } },
  ]);
});

test('10 000 broken files: a document or a sentence, never anything else', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      randomDocument,
      fc.array(fc.tuple(damage, fc.nat()), { minLength: 50, maxLength: 50 }),
      (document, hurts) => {
        const whole = writeMidi(document);
        for (const [changes, cut] of hurts) {
          const bytes = whole.slice(0, cut % 3 === 0 ? cut % whole.length : whole.length);
          for (const [at, value] of changes) bytes[at % whole.length] = value;
          try {
            const { performance } = readMidi(bytes);
            for (const { notes } of performance.instruments) {
              for (const note of notes) assert.ok(note.endSec > note.startSec && note.pitch < 128);
            }
          } catch (error) {
            assert.ok(error instanceof StemstaveError, String(error));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('cleaning a track never makes it more than twice as long', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.ok(cleanTrack(bytes).bytes.length <= 2 * bytes.length + 8);
    }),
  );
});
