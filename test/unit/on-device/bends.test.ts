import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createOnDeviceEngine } from '../../../src/engines/on-device/engine.ts';
import { documentOfTranscription } from '../../../src/formats/midi/document-of-transcription.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { writeMidi } from '../../../src/formats/midi/write.ts';
import type { Instrument, Transcription } from '../../../src/transcription/model.ts';
import { encodeWav, writeTemporary } from './sound.ts';

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const skip = existsSync(join(dist, 'engine-worker.js')) ? false : 'run `npm run build` first';
const RATE = 22_050;
const NOTE_SEC = 0.9;
const PITCHES = [64, 67, 69, 72];
const FIRST_SEC = 0.3;

/** A line of held notes with harmonics, each bent as told. @param bend semitones, so long after the note's beginning */
function line(bend: (sec: number) => number): Float32Array {
  const out = new Float32Array(Math.round((FIRST_SEC + PITCHES.length + 0.2) * RATE));
  PITCHES.forEach((pitch, n) => {
    let phase = 0;
    for (let i = 0; i < NOTE_SEC * RATE; i++) {
      const sec = i / RATE;
      phase += (2 * Math.PI * 440 * 2 ** ((pitch + bend(sec) - 69) / 12)) / RATE;
      const loud = Math.min(1, sec / 0.02) * Math.min(1, (NOTE_SEC - sec) / 0.05);
      const at = Math.round((FIRST_SEC + n) * RATE) + i;
      out[at] = 0.2 * loud * [1, 2, 3, 4].reduce((sum, k) => sum + Math.sin(k * phase) / k, 0);
    }
  });
  return out;
}

async function listen(
  context: TestContext,
  sound: Float32Array,
  pitchBends: boolean,
): Promise<Transcription> {
  const path = writeTemporary(context, 'line.wav', encodeWav([sound], RATE));
  const workerPath = join(dist, 'engine-worker.js');
  const engine = createOnDeviceEngine({ workerPath, assetsDir: dist, maxWorkers: 1 });
  const { signal } = new AbortController();
  return engine.transcribe({ path }, { pitchBends }, () => undefined, signal);
}

/** Where the wheel stands at a time. */
function wheelAt({ bends = [] }: Instrument, sec: number): number {
  return bends.findLast(({ atSec }) => atSec <= sec)?.semitones ?? 0;
}

test('a slow shake is heard as the wheel moves, and goes back after it', { skip }, async (t) => {
  const shake = (sec: number): number => 0.6 * Math.sin(2 * Math.PI * 2.5 * sec);
  const [melody] = (await listen(t, line(shake), true)).instruments;
  assert.ok(melody?.bends !== undefined, 'it bends');
  let [far, near] = [0, 0];
  for (const note of PITCHES.keys()) {
    for (let sec = 0.15; sec < NOTE_SEC - 0.15; sec += 0.02) {
      const atSec = FIRST_SEC + note + sec;
      // Where a note is taken to end early, it does not bend any more either.
      const isInside = melody.notes.some((n) => n.startSec < atSec && n.endSec > atSec + 0.06);
      if (!isInside) continue;
      const off = Math.abs(wheelAt(melody, atSec) - shake(sec));
      if (off < 0.25) near++;
      else far++;
    }
  }
  assert.ok(near > 60 && near > 8 * far, `${near} near, ${far} far`);
  for (const note of PITCHES.keys()) assert.equal(wheelAt(melody, FIRST_SEC + note + 0.95), 0);
  for (const { semitones } of melody.bends) assert.ok(Math.abs(semitones) <= 2);
});

test('steady notes bend nothing, and without a word for it nothing bends', { skip }, async (t) => {
  const steady = await listen(
    t,
    line(() => 0),
    true,
  );
  assert.ok(steady.instruments.every(({ bends }) => bends === undefined));
  const unasked = await listen(
    t,
    line((sec) => 0.6 * Math.sin(16 * sec)),
    false,
  );
  assert.ok(unasked.instruments.every(({ bends }) => bends === undefined));
});

const BENT: Transcription = {
  durationSec: 3,
  instruments: [
    {
      name: 'Lead',
      program: 27,
      isDrum: false,
      notes: [
        { pitch: 64, startSec: 0.5, endSec: 1, velocity: 0.5 },
        { pitch: 66, startSec: 1, endSec: 2, velocity: 0.5 },
      ],
      bends: [
        { atSec: 0.5, semitones: -0.5 },
        { atSec: 0.75, semitones: 0.25 },
        { atSec: 1, semitones: 0 },
        { atSec: 1.5, semitones: 2 },
        { atSec: 2, semitones: 0 },
      ],
    },
  ],
};

test('bends are written as pitch bends and read back, byte for byte', () => {
  const provenance = { engine: 'on-device', sourceName: 'a', sourceSha256: '', taskIds: {} };
  const bytes = writeMidi(documentOfTranscription('Bent', BENT, provenance));
  const read = readMidi(bytes);
  const [before, after] = [
    BENT.instruments[0]?.bends ?? [],
    read.performance.instruments[0]?.bends,
  ];
  assert.equal(after?.length, before.length);
  before.forEach(({ atSec, semitones }, i) => {
    assert.ok(Math.abs((after[i]?.atSec ?? 0) - atSec) < 0.001);
    assert.ok(Math.abs((after[i]?.semitones ?? 9) - semitones) < 0.001);
  });
  assert.deepEqual(writeMidi(read), bytes);
  const instruments = BENT.instruments.map(({ name, program, isDrum, notes }) => ({
    name,
    program,
    isDrum,
    notes,
  }));
  const without = writeMidi(documentOfTranscription('Bent', { ...BENT, instruments }, provenance));
  assert.deepEqual(
    readMidi(without).performance.instruments[0]?.notes,
    read.performance.instruments[0]?.notes,
    'the notes are the same',
  );
});

test('where a file sets another range of the wheel, its bends are not taken for ours', () => {
  const provenance = { engine: 'on-device', sourceName: 'a', sourceSha256: '', taskIds: {} };
  const bytes = [...writeMidi(documentOfTranscription('Bent', BENT, provenance))];
  // A program change of the part, found by its bytes, becomes the first of the range's parameters.
  const at = bytes.findIndex((byte, i) => byte === 0xc0 && bytes[i + 1] === 27);
  assert.ok(at > 0);
  const length = bytes.slice(0, at).lastIndexOf(0x6b) + 1;
  bytes.splice(at, 2, 0xb0, 101, 0);
  bytes[length + 3] = (bytes[length + 3] ?? 0) + 1;
  const { performance } = readMidi(Uint8Array.from(bytes));
  assert.equal(performance.instruments[0]?.notes.length, 2);
  assert.equal(performance.instruments[0].bends, undefined);
});
