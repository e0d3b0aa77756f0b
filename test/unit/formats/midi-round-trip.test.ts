import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Midi as ToneMidi } from '@tonejs/midi';
import fc from 'fast-check';
import type { MidiDocument } from '../../../src/formats/midi/document.ts';
import { placesFor } from '../../../src/formats/midi/channels.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import type { NoteEvent } from '../../../src/transcription/model.ts';
import { cleanName } from '../../../src/transcription/part-name.ts';
import { uniqueNames } from '../../../src/transcription/unique-names.ts';
import { randomDocument } from '../../support/random-document.ts';

interface IndependentEvent {
  readonly type: number;
  readonly subtype: number;
  readonly playTime: number;
  readonly track: number;
  readonly channel: number;
  readonly param1: number;
  readonly param2: number;
  readonly key: number;
  readonly scale: number;
  readonly data: readonly number[];
}
type IndependentReader = new (bytes: Uint8Array) => { getEvents: () => IndependentEvent[] };
// Both are CommonJS modules without the named exports that their types promise.
const require = createRequire(import.meta.url);
const MidiFile = require('midifile') as IndependentReader;
const { Midi } = require('@tonejs/midi') as { readonly Midi: typeof ToneMidi };

const RUNS = { numRuns: 300 };
const MS = 0.001;

/** What a file can say of a part: notes of one pitch end where the next begins (together = unchanged). */
function sayable(notes: readonly NoteEvent[]): readonly NoteEvent[] {
  return notes.map((note) => {
    const next = notes
      .filter((other) => other.pitch === note.pitch && other.startSec > note.startSec)
      .reduce((sec, other) => Math.min(sec, other.startSec), Infinity);
    return { ...note, endSec: Math.min(note.endSec, next) };
  });
}

interface Heard {
  readonly pitch: number;
  readonly startSec: number;
  readonly endSec: number;
}

/** Pairs notes of one pitch by onset: in files two onsets may fall on one tick. */
function assertSameNotes(actual: readonly Heard[], expected: readonly Heard[]): void {
  assert.equal(actual.length, expected.length);
  const sorted = (notes: readonly Heard[]): readonly Heard[] =>
    notes.toSorted((a, b) => a.pitch - b.pitch || a.startSec - b.startSec || a.endSec - b.endSec);
  const [found, wanted] = [sorted(actual), sorted(expected)];
  found.forEach((note, i) => {
    const want = wanted[i];
    assert.ok(want !== undefined);
    assert.equal(note.pitch, want.pitch);
    assert.ok(Math.abs(note.startSec - want.startSec) <= MS, `onset ${note.startSec}`);
    assert.ok(Math.abs(note.endSec - want.endSec) <= 2 * MS, `end ${note.endSec}, ${want.endSec}`);
  });
}

/** Documents in which no two notes of a pitch begin within 2 ms: those a tick may make one. */
const documents = randomDocument.filter((document) =>
  document.performance.instruments.every(({ notes }) => {
    const sorted = notes.toSorted((a, b) => a.pitch - b.pitch || a.startSec - b.startSec);
    return sorted.every((note, i) => {
      const before = sorted[i - 1];
      return before?.pitch !== note.pitch || note.startSec - before.startSec > 2 * MS;
    });
  }),
);

function names(document: MidiDocument): readonly string[] {
  return uniqueNames(
    document.performance.instruments.map(({ name }, i) => cleanName(name) || `Part ${i + 1}`),
  );
}

test('a document comes back from its file: notes within 1 ms, names, sounds, frame, corrections', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const back = readMidi(writeMidi(document));
      assert.equal(back.title, cleanName(document.title));
      assert.deepEqual(back.corrections, document.corrections);
      assert.deepEqual(back.provenance, document.provenance);
      assert.equal(back.performance.tuningHz, document.performance.tuningHz);
      assert.deepEqual(
        back.performance.instruments.map((part) => part.name),
        names(document),
      );
      back.performance.instruments.forEach((part, i) => {
        const written = document.performance.instruments[i];
        assert.ok(written !== undefined);
        assert.equal(part.program, written.program);
        assert.equal(part.isDrum, written.isDrum);
        assertSameNotes(part.notes, sayable(written.notes));
      });
      assert.equal(back.frame === undefined, document.frame === undefined);
      if (back.frame === undefined || document.frame === undefined) return;
      assert.deepEqual(back.frame.timeSignatures, document.frame.timeSignatures);
      assert.deepEqual(back.frame.keys, document.frame.keys);
      assert.equal(back.frame.firstBarDiv, document.frame.firstBarDiv);
      const points = document.frame.tempoMap;
      assert.deepEqual(
        back.frame.tempoMap.map((point) => point.div),
        points.map((point) => point.div),
      );
      back.frame.tempoMap.forEach(({ sec }, i) => {
        assert.ok(Math.abs(sec - (points[i]?.sec ?? NaN)) < 1e-5);
      });
    }),
    RUNS,
  );
});

test('writing what was read gives the same bytes', () => {
  fc.assert(
    fc.property(randomDocument, (document) => {
      const bytes = writeMidi(document);
      assert.deepEqual(writeMidi(readMidi(bytes)), bytes);
    }),
    RUNS,
  );
});

test('@tonejs/midi hears the same notes on the same channels', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const midi = new Midi(writeMidi(document));
      const places = placesFor(document.performance.instruments);
      document.performance.instruments.forEach((part, i) => {
        if (part.notes.length === 0) return;
        const name = Buffer.from(names(document)[i] ?? '').toString('latin1');
        const track = midi.tracks.find((each) => each.name === name);
        assert.ok(track !== undefined, `no track named ${name}`);
        assert.equal(track.channel, places[i]?.channel);
        assert.equal(track.channel === 9, part.isDrum);
        if (!part.isDrum) assert.equal(track.instrument.number, part.program);
        assertSameNotes(
          track.notes.map((note) => ({
            pitch: note.midi,
            startSec: note.time,
            endSec: note.time + note.duration,
          })),
          sayable(part.notes),
        );
      });
    }),
    RUNS,
  );
});

test('an independent reader finds every onset, velocity and key signature', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const events = new MidiFile(writeMidi(document)).getEvents();
      document.performance.instruments.forEach((part, i) => {
        const onsets = events
          .filter((each) => each.type === 8 && each.subtype === 9 && each.track === i + 1)
          .map((each) => ({ pitch: each.param1, startSec: each.playTime / 1000, endSec: 0 }));
        assertSameNotes(
          onsets,
          part.notes.map((note) => ({ ...note, endSec: 0 })),
        );
      });
      const keys = events.filter((each) => each.type === 255 && each.subtype === 0x59);
      assert.deepEqual(
        keys.map((each) => [(each.key << 24) >> 24, each.scale]),
        (document.frame?.keys ?? []).map(({ key }) => [key.fifths, key.mode === 'minor' ? 1 : 0]),
      );
    }),
    RUNS,
  );
});

test('all thirty key signatures are the bytes the standard asks for', () => {
  for (let fifths = -7; fifths <= 7; fifths++) {
    for (const mode of ['major', 'minor'] as const) {
      const bytes = writeMidi({
        title: '',
        performance: { instruments: [], durationSec: 1 },
        frame: {
          tempoMap: [
            { div: 0, sec: 0 },
            { div: 10080, sec: 0.5 },
          ],
          timeSignatures: [{ div: 0, time: { beats: 4, beatType: 4 } }],
          keys: [{ div: 0, key: { fifths, mode } }],
          firstBarDiv: 0,
        },
        corrections: [],
        provenance: undefined,
      });
      const event = Buffer.from([0xff, 0x59, 2, fifths & 0xff, mode === 'minor' ? 1 : 0]);
      assert.ok(Buffer.from(bytes).includes(event), `${fifths} ${mode}`);
    }
  }
});
