import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MixStems } from '../../../src/engines/on-device/separation/mix-stems.ts';
import {
  hasStems,
  separateStems,
  type SeparationRequest,
} from '../../../src/engines/on-device/separation/separate-stems.ts';
import type { Stereo } from '../../../src/engines/on-device/separation/messages.ts';
import { Separator } from '../../../src/engines/on-device/separation/separator.ts';
import { stemNotes } from '../../../src/engines/on-device/separation/stem-notes.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { encodeWav, noise, playNotes, temporaryFolder, writeTemporary } from './sound.ts';

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const workerPath = join(dist, 'separation-worker.js');
const skip = existsSync(workerPath) ? false : 'run `npm run build` first';
const RATE = 44_100;
const SECONDS = 4;
const { signal } = new AbortController();

const BEATS = Array.from({ length: 7 }, (_, i) => 0.3 + i * 0.5);
const BASS = BEATS.map((startSec, i) => ({
  pitch: [36, 43, 40, 45][i % 4] ?? 36,
  startSec: startSec + 0.05,
  endSec: startSec + 0.45,
}));
const CHORDS = [64, 67, 72].map((pitch) => ({ pitch, startSec: 0.2, endSec: 3.7 }));

/** Hiss that dies away quickly, on every beat. */
function strokes(): Float32Array {
  const out = new Float32Array(SECONDS * RATE);
  const hiss = noise(RATE / 5);
  for (const beat of BEATS) {
    const from = Math.round(beat * RATE);
    for (let i = 0; i < hiss.length && from + i < out.length; i++) {
      out[from + i] = 0.35 * (hiss[i] ?? 0) * Math.exp(-i / 1200);
    }
  }
  return out;
}

const STEMS = {
  drums: strokes(),
  bass: playNotes(BASS, SECONDS, RATE).map((x) => x * 1.2),
  rest: playNotes(CHORDS, SECONDS, RATE, 0.3).map((x) => x * 0.5),
};
const MIX = STEMS.drums.map((x, i) => x + (STEMS.bass[i] ?? 0) + (STEMS.rest[i] ?? 0));

const FOUND: Transcription = {
  durationSec: SECONDS,
  instruments: [
    { name: 'Lead', program: 0, isDrum: false, notes: CHORDS.map(asNote) },
    { name: 'Bass', program: 33, isDrum: false, notes: BASS.map(asNote) },
    {
      name: 'Drums',
      program: 0,
      isDrum: true,
      notes: BEATS.map((startSec) => asNote({ pitch: 38, startSec, endSec: startSec + 0.1 })),
    },
  ],
};

function asNote<Played>(played: Played): Played & { velocity: number } {
  return { ...played, velocity: 0.8 };
}

function decibels(signalPower: number, noisePower: number): number {
  return 10 * Math.log10(signalPower / noisePower);
}

/** Scale-invariant signal-to-distortion ratio, dB. */
function siSdr(truth: Float32Array, estimate: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
  const target = dot(truth, estimate) ** 2 / dot(truth, truth);
  return decibels(target, dot(estimate, estimate) - target);
}

/** Pushes in pieces of uneven length. */
function separated(mix: Float32Array): Record<'drums' | 'bass', Float32Array> {
  const out = { drums: new Float32Array(mix.length), bass: new Float32Array(mix.length) };
  let at = 0;
  const separator = new Separator(RATE, stemNotes(FOUND), ({ drums, bass }) => {
    out.drums.set(drums[0], at);
    out.bass.set(bass[0], at);
    at += drums[0].length;
  });
  for (let from = 0, step = 1; from < mix.length; from += step, step = (step * 7) % 9973) {
    const piece = mix.subarray(from, from + step);
    separator.push([piece, piece]);
  }
  separator.flush();
  assert.equal(at, mix.length, 'as much comes out as went in');
  return out;
}

test('drums and bass are clearer by themselves than in the mix', () => {
  const found = separated(MIX);
  for (const stem of ['drums', 'bass'] as const) {
    const [before, after] = [siSdr(STEMS[stem], MIX), siSdr(STEMS[stem], found[stem])];
    assert.ok(after > before + 5, `${stem}: ${before.toFixed(1)} dB, then ${after.toFixed(1)} dB`);
  }
  const rest = MIX.map((x, i) => x - (found.drums[i] ?? 0) - (found.bass[i] ?? 0));
  assert.ok(siSdr(STEMS.rest, rest) > siSdr(STEMS.rest, MIX) + 3);
});

test('how the sound comes in makes no difference to what comes out', () => {
  const pieces = separated(MIX);
  const whole = new Float32Array(MIX.length);
  let at = 0;
  const separator = new Separator(RATE, stemNotes(FOUND), ({ drums }) => {
    whole.set(drums[0], at);
    at += drums[0].length;
  });
  separator.push([MIX, MIX]);
  separator.flush();
  assert.deepEqual(whole, pieces.drums);
});

for (const [channels, rate] of [
  [1, 8000],
  [2, 44_100],
  [2, 96_000],
] as const) {
  test(`stems add up to the mix, bit by bit: ${channels} channel(s), ${rate} Hz`, () => {
    const length = rate + 17;
    const side = (gain: number): Float32Array =>
      noise(length).map((x) => Math.round(x * gain * 32_768) / 32_768);
    const left = side(0.3);
    const mix: Stereo = [left, channels === 1 ? left : side(0.2)];
    const stems = new MixStems(rate, channels, stemNotes(FOUND));
    assert.deepEqual(stems.names, ['Drums', 'Bass', 'Rest']);
    const stretches = [...stems.push(mix), ...stems.flush()];
    let at = 0;
    for (const stretch of stretches) {
      const count = (stretch[0]?.length ?? 0) / channels;
      for (let i = 0; i < count; i++, at++) {
        for (let c = 0; c < channels; c++) {
          const sum = stretch.reduce((all, samples) => all + (samples[i * channels + c] ?? 0), 0);
          assert.ok(sum === Math.round((mix[c]?.[at] ?? 0) * 32_768), `sample ${at}`);
        }
      }
    }
    assert.equal(at, length);
  });
}

test('of drums that are not there, no stem is made', () => {
  const instruments = FOUND.instruments.filter(({ isDrum }) => !isDrum);
  const stems = new MixStems(RATE, 2, stemNotes({ ...FOUND, instruments }));
  assert.deepEqual(stems.names, ['Bass', 'Rest']);
});

function request(context: TestContext, change: Partial<SeparationRequest> = {}): SeparationRequest {
  const path = writeTemporary(context, 'song.wav', encodeWav([MIX, MIX], RATE));
  const folder = join(temporaryFolder(context), 'song stems');
  return { recording: { path }, transcription: FOUND, folder, mayReplace: false, ...change };
}

function separate(
  asked: SeparationRequest,
  onFraction: (fraction: number) => void = () => undefined,
  stop: AbortSignal = signal,
): Promise<readonly string[]> {
  const onProgress = ({ fraction = 0 }): void => {
    onFraction(fraction);
  };
  return separateStems(asked, { workerPath }, onProgress, stop);
}

test('stems are WAV files of the length of the recording; none is lost', { skip }, async (t) => {
  const asked = request(t);
  const fractions: number[] = [];
  const paths = await separate(asked, (fraction) => fractions.push(fraction));
  assert.deepEqual(
    paths.map((path) => basename(path)),
    ['Drums.wav', 'Bass.wav', 'Rest.wav'],
  );
  assert.deepEqual(readdirSync(asked.folder).sort(), ['Bass.wav', 'Drums.wav', 'Rest.wav']);
  for (const path of paths) {
    const head = readFileSync(path).subarray(0, 44);
    assert.equal(head.toString('latin1', 0, 4), 'RIFF');
    assert.equal(head.readUInt16LE(22), 2);
    assert.equal(head.readUInt32LE(24), RATE);
    assert.equal(statSync(path).size, 44 + MIX.length * 4);
  }
  assert.deepEqual(
    fractions,
    fractions.toSorted((a, b) => a - b),
  );
  assert.equal(await hasStems(asked.folder), true);
  const again = await separate(asked);
  assert.deepEqual(
    again.map((path) => basename(path)),
    ['Drums 2.wav', 'Bass 2.wav', 'Rest 2.wav'],
  );
  const replaced = await separate({ ...asked, mayReplace: true });
  assert.deepEqual(replaced, paths);
});

test('cancelled, it leaves nothing behind', { skip }, async (t) => {
  const asked = request(t);
  const stop = new AbortController();
  await assert.rejects(
    separate(
      asked,
      () => {
        stop.abort();
      },
      stop.signal,
    ),
    { code: 'cancelled' },
  );
  assert.equal(existsSync(asked.folder), false);
});

test('what cannot be taken apart, read or written is said in a sentence', { skip }, async (t) => {
  const melody = FOUND.instruments.filter(({ name }) => name === 'Lead');
  const nothing = request(t, { transcription: { ...FOUND, instruments: melody } });
  await assert.rejects(separate(nothing), { code: 'nothing-to-separate' });
  const text = writeTemporary(t, 'song.mp3', new TextEncoder().encode('no song '.repeat(99)));
  const bad = request(t, { recording: { path: text } });
  await assert.rejects(separate(bad), { code: 'not-audio' });
  assert.equal(existsSync(bad.folder), false, 'no empty folder is left');
  const folder = temporaryFolder(t);
  await mkdir(join(folder, 'a'));
  await writeFile(join(folder, 'a', 'song stems'), 'a file');
  const blocked = request(t, { folder: join(folder, 'a', 'song stems') });
  await assert.rejects(separate(blocked), { code: 'write-failed' });
});
