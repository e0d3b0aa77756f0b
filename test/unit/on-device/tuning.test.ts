import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createOnDeviceEngine } from '../../../src/engines/on-device/engine.ts';
import { TuningFinder } from '../../../src/engines/on-device/tuning/tuning-finder.ts';
import { asPlayed, correctionOf } from '../../../src/engines/on-device/tuning/correction.ts';
import { encodeWav, noise, playNotes, writeTemporary, type PlayedNote } from './sound.ts';

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const skip = existsSync(join(dist, 'engine-worker.js')) ? false : 'run `npm run build` first';

/** A melody over chords, as on an instrument tuned so many cents too high. */
function song(cents = 0): PlayedNote[] {
  return [0, 1, 2, 3, 4, 5].flatMap((i) => {
    const root = [48, 53, 55, 48, 50, 55][i] ?? 48;
    const pitches = [root, root + 7, root + 16, [72, 74, 77, 76, 69, 71][i] ?? 72];
    return pitches.map((pitch) => ({
      pitch: pitch + cents / 100,
      startSec: i * 0.9,
      endSec: i * 0.9 + 0.85,
    }));
  });
}

function tuningOf(samples: Float32Array, sampleRate: number): number | undefined {
  const finder = new TuningFinder();
  const piece = 10_007;
  for (let at = 0; at < samples.length; at += piece) {
    const channels = [samples.subarray(at, at + piece)];
    finder.push({ sampleRate, channels, consumed: at / samples.length });
  }
  return finder.finish()?.cents;
}

for (const sampleRate of [8000, 44_100, 192_000]) {
  test(`the tuning of a recording at ${sampleRate} Hz is found within 4 cents`, () => {
    for (const cents of sampleRate === 44_100 ? [-45, -31, -20, -10, 0, 10, 20, 31, 45] : [-25]) {
      const found = tuningOf(playNotes(song(cents), 5.5, sampleRate), sampleRate);
      assert.ok(Math.abs((found ?? NaN) - cents) < 4, `${cents}: ${found}`);
    }
  });
}

test('half a semitone off may be either side of the next key, and nothing in between', () => {
  for (const cents of [-50, 50]) {
    const found = tuningOf(playNotes(song(cents), 5.5, 44_100), 44_100);
    assert.ok(Math.abs(Math.abs(found ?? 0) - 50) < 4, `${cents}: ${found}`);
  }
});

/** Bursts of noise, and a drum whose skin rings at a pitch of its own. */
function drums(seconds: number, sampleRate: number): Float32Array {
  const out = new Float32Array(seconds * sampleRate);
  const hiss = noise(sampleRate / 4);
  for (let beat = 0; beat < seconds * 4; beat++) {
    const from = (beat * sampleRate) / 4;
    for (let i = 0; i < hiss.length && from + i < out.length; i++) {
      const skin = Math.sin((2 * Math.PI * (beat % 2 === 0 ? 62 : 187) * i) / sampleRate);
      const rustle = (hiss[i] ?? 0) * Math.exp(-i / (0.03 * sampleRate));
      out[from + i] = 0.4 * skin * Math.exp(-i / (0.06 * sampleRate)) + 0.3 * rustle;
    }
  }
  return out;
}

test('what has no pitch has no tuning: silence, noise, drums, a clip of half a second', () => {
  assert.equal(tuningOf(new Float32Array(200_000), 44_100), undefined);
  assert.equal(tuningOf(noise(400_000), 44_100), undefined);
  assert.equal(tuningOf(drums(8, 44_100), 44_100), undefined);
  assert.equal(tuningOf(playNotes(song(30), 0.3, 44_100), 44_100), undefined);
});

test('what is hardly off is left as it is', () => {
  assert.equal(correctionOf(undefined), 1);
  assert.equal(correctionOf({ cents: 5 }), 1);
  const heard = { instruments: [], durationSec: 3 };
  assert.equal(asPlayed(heard, 1, { cents: 5 }), heard);
});

for (const cents of [-40, 35]) {
  test(
    `a recording ${cents} cents off is heard at its keys and its times, and its silence is kept`,
    { skip },
    async (context) => {
      const silenceSec = 3;
      const notes = song(cents).map(({ pitch, startSec, endSec }) => ({
        pitch,
        startSec: startSec + silenceSec,
        endSec: endSec + silenceSec,
      }));
      const seconds = silenceSec + 5.5;
      const wav = encodeWav([playNotes(notes, seconds, 44_100)], 44_100);
      const engine = createOnDeviceEngine({
        workerPath: join(dist, 'engine-worker.js'),
        assetsDir: dist,
        maxWorkers: 1,
      });
      const { instruments, durationSec, tuningHz } = await engine.transcribe(
        { path: writeTemporary(context, 'a.wav', wav) },
        {},
        () => undefined,
        new AbortController().signal,
      );
      assert.ok(Math.abs(durationSec - seconds) < 0.03, `${durationSec} s`);
      const expectedHz = 440 * 2 ** (cents / 1200);
      assert.ok(Math.abs((tuningHz ?? 0) - expectedHz) < 1.2, `${tuningHz}, not ${expectedHz} Hz`);
      const heard = instruments.flatMap((instrument) => instrument.notes);
      const missed = notes.filter(
        ({ pitch, startSec }) =>
          !heard.some(
            (note) =>
              note.pitch === Math.round(pitch - cents / 100) &&
              Math.abs(note.startSec - startSec) <= 0.05,
          ),
      );
      assert.ok(missed.length <= 2, `not heard: ${JSON.stringify(missed)}`);
      assert.ok(heard.every(({ startSec }) => startSec > silenceSec - 0.05));
      assert.ok(heard.length < notes.length * 1.5, `${heard.length} notes`);
    },
  );
}
