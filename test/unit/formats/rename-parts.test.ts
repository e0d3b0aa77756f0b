import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { writeMidi as encodeMidi, type MidiEvent } from 'midi-file';
import type { StemstaveError } from '../../../src/errors.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { renameParts } from '../../../src/formats/midi/rename-parts.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import { randomDocument } from '../../support/random-document.ts';
import { projectRoot } from '../../support/source-files.ts';

function namesIn(bytes: Uint8Array): string[] {
  return readMidi(bytes).performance.instruments.map(({ name }) => name);
}

test('a file of ours is then the one that would have been written under that name', () => {
  fc.assert(
    fc.property(randomDocument, fc.nat(), fc.string({ unit: 'grapheme' }), (document, at, text) => {
      const bytes = writeMidi(document);
      const read = readMidi(bytes);
      const { instruments } = read.performance;
      if (instruments.length === 0) return;
      const which = at % instruments.length;
      const name = `Part of ${text}`;
      const renamed = instruments.map((each, i) => (i === which ? { ...each, name } : each));
      const performance = { ...read.performance, instruments: renamed };
      assert.deepEqual(
        renameParts(bytes, new Map([[which, name]])),
        writeMidi({ ...read, performance }),
      );
    }),
    { numRuns: 100 },
  );
});

test('in a file of another program nothing changes but the name', () => {
  const bytes = new Uint8Array(
    readFileSync(join(projectRoot, 'media', 'sample', 'first-light.reference.mid')),
  );
  const before = namesIn(bytes);
  const renamed = renameParts(bytes, new Map([[1, 'Klavier (Büro)']]));
  assert.deepEqual(
    namesIn(renamed),
    before.map((name, i) => (i === 1 ? 'Klavier (Büro)' : name)),
  );
  // Named back, it is the same file, byte for byte.
  assert.deepEqual(renameParts(renamed, new Map([[1, before[1] ?? '']])), bytes);
});

function note(channel: number, noteNumber: number): MidiEvent[] {
  return [
    { type: 'noteOn', deltaTime: 0, channel, noteNumber, velocity: 80 },
    { type: 'noteOff', deltaTime: 48, channel, noteNumber, velocity: 0 },
  ];
}

/** Two channels in one track, with things in it that this product has no model of. */
function shared(): Uint8Array {
  const track: MidiEvent[] = [
    { type: 'trackName', meta: true, deltaTime: 0, text: 'The Piece' },
    { type: 'lyrics', meta: true, deltaTime: 0, text: 'la' },
    { type: 'pitchBend', deltaTime: 7, channel: 0, value: 1200 },
    { type: 'programChange', deltaTime: 0, channel: 0, programNumber: 73 },
    { type: 'programChange', deltaTime: 0, channel: 1, programNumber: 32 },
    ...note(0, 72),
    ...note(1, 40),
    { type: 'endOfTrack', meta: true, deltaTime: 0 },
  ];
  const header = { format: 0, numTracks: 1, ticksPerBeat: 96 } as const;
  return Uint8Array.from(encodeMidi({ header, tracks: [track] }));
}

test('parts that share a track are named by their channel, one by one, and again', () => {
  const bytes = shared();
  assert.deepEqual(namesIn(bytes), ['Flute', 'Acoustic Bass']);
  const once = renameParts(bytes, new Map([[1, 'Contrabass']]));
  assert.deepEqual(namesIn(once), ['Flute', 'Contrabass']);
  const twice = renameParts(
    once,
    new Map([
      [1, 'Cello'],
      [0, 'Piccolo'],
    ]),
  );
  assert.deepEqual(namesIn(twice), ['Piccolo', 'Cello']);
  assert.equal(readMidi(twice).title, 'The Piece');
  // Two events for each name, and everything else as it was.
  const added = 2 * (5 + 4) + 'Cello'.length + 'Piccolo'.length;
  assert.equal(twice.length, bytes.length + added);
  assert.deepEqual(twice.slice(-20), bytes.slice(-20));
});

test('an empty name gives the part that of its sound', () => {
  const bytes = renameParts(shared(), new Map([[0, 'Solo']]));
  assert.deepEqual(namesIn(renameParts(bytes, new Map([[0, ' \n']]))), ['Flute', 'Acoustic Bass']);
});

test('a part that is not there, and a file within another, are refused', () => {
  const refused = { code: 'not-renamed' } satisfies Partial<StemstaveError>;
  assert.throws(() => renameParts(shared(), new Map([[5, 'Nobody']])), refused);
  const wrapped = Uint8Array.from([
    ...new TextEncoder().encode('RIFF1234RMIDdata1234'),
    ...shared(),
  ]);
  assert.throws(() => renameParts(wrapped, new Map([[0, 'Solo']])), refused);
});
