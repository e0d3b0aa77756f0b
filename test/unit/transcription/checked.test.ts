import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StemstaveError } from '../../../src/errors.ts';
import { checkedTranscription } from '../../../src/transcription/checked.ts';
import {
  drumKeyName,
  GENERAL_MIDI_PROGRAMS,
  generalMidiSound,
  programName,
} from '../../../src/transcription/general-midi.ts';

const note = { pitch: 60, start: 1, end: 2, velocity: 0.5 };

test('numbers may be strings; impossible notes are dropped and counted, the rest sorted', () => {
  const { transcription, droppedNotes } = checkedTranscription([
    {
      name: 'Piano',
      notes: [
        { ...note, start: '1.5', end: '2.25', velocity: 7 },
        { ...note, velocity: 0, confidence: '0.5' },
        { ...note, pitch: 128 },
        { ...note, pitch: 60.5 },
        { ...note, end: 1 },
        { ...note, start: -1 },
        { ...note, start: 4000, end: 4001 },
        { ...note, start: 'soon' },
        { ...note, start: null },
      ],
    },
  ]);
  assert.equal(droppedNotes, 7);
  assert.deepEqual(transcription.instruments[0]?.notes, [
    { pitch: 60, startSec: 1, endSec: 2, velocity: 1 / 127, confidence: 0.5 },
    { pitch: 60, startSec: 1.5, endSec: 2.25, velocity: 1 },
  ]);
  assert.equal(transcription.durationSec, 2.25);
});

test('part names are unique, and empty parts are left out', () => {
  const { transcription } = checkedTranscription([
    { name: 'Guitar', notes: [note] },
    { name: 'Silent', notes: [] },
    { name: 'Guitar', notes: [note] },
    { name: 'Guitar 2', notes: [note] },
    { name: '\u0000 \n', notes: [note] },
  ]);
  assert.deepEqual(
    transcription.instruments.map(({ name }) => name),
    ['Guitar', 'Guitar 3', 'Guitar 2', 'Part 5'],
  );
});

test('more than can be written down is refused', () => {
  const refused = (code: string) => (error: unknown) =>
    error instanceof StemstaveError && error.code === code;
  const many = Array.from({ length: 50_001 }, () => note);
  assert.throws(() => checkedTranscription([{ notes: many }]), refused('too-many-notes'));
  assert.throws(
    () => checkedTranscription(Array.from({ length: 129 }, () => ({ notes: [note] }))),
    refused('too-many-instruments'),
  );
});

test('each General MIDI name finds its own program', () => {
  assert.equal(GENERAL_MIDI_PROGRAMS.length, 128);
  GENERAL_MIDI_PROGRAMS.forEach((name, program) => {
    assert.deepEqual(generalMidiSound(name.toUpperCase()), { program, isDrum: false });
  });
});

test('stem names find a sound', () => {
  const named = (name: string): string | undefined => {
    const sound = generalMidiSound(name);
    return sound && (sound.isDrum ? 'drums' : programName(sound.program));
  };
  const expected = {
    Drums: 'drums',
    'Hi-Hat': 'drums',
    Percussion: 'drums',
    'Steel Drums': 'Steel Drums',
    'Bass Guitar': 'Electric Bass (finger)',
    'Upright Bass': 'Acoustic Bass',
    'Upright Piano': 'Acoustic Grand Piano',
    Bassoon: 'Bassoon',
    'Backing Vocals': 'Choir Aahs',
    'Synth Voice': 'Synth Voice',
    Keyboard: 'Acoustic Grand Piano',
    'Pedal Steel Guitar': 'Electric Guitar (clean)',
    xyzzy: undefined,
  };
  for (const [name, sound] of Object.entries(expected)) assert.equal(named(name), sound, name);
});

test('drum keys have their General MIDI names', () => {
  assert.equal(drumKeyName(36), 'Bass Drum 1');
  assert.equal(drumKeyName(38), 'Acoustic Snare');
  assert.equal(drumKeyName(42), 'Closed Hi-Hat');
  assert.equal(drumKeyName(81), 'Open Triangle');
  assert.equal(drumKeyName(3), 'Drum 3');
});
