import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { audioFormatOf, MAX_RECORDING_BYTES } from '../../../src/engines/apikley/recording.ts';
import { decodeWav } from '../../../src/engines/on-device/audio/wav.ts';
import { openByteSource } from '../../../src/engines/on-device/audio/byte-source.ts';
import {
  COPY_RATE,
  copyBytes,
  measureRecording,
  writeSmallerCopy,
  type CopyOptions,
} from '../../../src/engines/smaller-copy/smaller-copy.ts';
import { CancelledError, StemstaveError } from '../../../src/errors.ts';

const RATE = 48_000;
const TONE_HZ = 440;
const signal = new AbortController().signal;
let folder = '';
let options: CopyOptions;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stemstave-copy-'));
  const workerPath = join(folder, 'worker.cjs');
  await build({
    entryPoints: ['src/engines/smaller-copy/copy-worker.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: workerPath,
    logLevel: 'error',
  });
  options = { workerPath, ffmpegProgram: 'no-such-ffmpeg' };
});
after(() => rm(folder, { recursive: true, force: true }));

/** A stereo WAV of 24 bits: a tone on the left, silence on the right. */
async function stereoWav(name: string, seconds: number): Promise<string> {
  const frames = Math.round(seconds * RATE);
  const bytes = Buffer.alloc(44 + frames * 6);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + frames * 6, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 6, 28);
  bytes.writeUInt16LE(6, 32);
  bytes.writeUInt16LE(24, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(frames * 6, 40);
  for (let i = 0; i < frames; i++) {
    const level = Math.sin((2 * Math.PI * TONE_HZ * i) / RATE) * 0.5;
    bytes.writeIntLE(Math.round(level * 8_388_607), 44 + i * 6, 3);
  }
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

describe('a smaller copy', () => {
  test('has the sound, the length and the announced size, and is what the service reads', async () => {
    const path = await stereoWav('long.wav', 20);
    const out = join(folder, 'copy.wav');
    const fractions: number[] = [];
    const onFraction = (fraction: number) => fractions.push(fraction);
    await writeSmallerCopy(path, out, options, onFraction, signal);
    assert.equal((await stat(out)).size, copyBytes(20));
    assert.deepEqual(audioFormatOf(await readFile(out)), {
      extension: 'wav',
      mimeType: 'audio/wav',
    });
    assert.ok(
      fractions.length > 1 && fractions.every((each, at) => each >= (fractions[at - 1] ?? 0)),
    );
    const source = await openByteSource(out);
    let crossings = 0;
    let peak = 0;
    let last = 0;
    for await (const { sampleRate, channels } of decodeWav(source)) {
      assert.equal(sampleRate, COPY_RATE);
      assert.equal(channels.length, 1);
      for (const level of channels[0] ?? []) {
        if (last < 0 && level > 0) crossings += 1;
        if (level !== 0) last = level;
        peak = Math.max(peak, Math.abs(level));
      }
    }
    await source.close();
    assert.ok(Math.abs(crossings / 20 - TONE_HZ) < 1, `${crossings / 20} Hz`);
    assert.ok(Math.abs(peak - 0.25) < 0.01, `mean of both channels: ${peak}`);
  });

  test('of nearly eight minutes fits what the service takes', () => {
    assert.ok(copyBytes(7.9 * 60) <= MAX_RECORDING_BYTES);
  });

  test('is not there when it was not finished', async () => {
    const path = await stereoWav('cancelled.wav', 60);
    const out = join(folder, 'unfinished.wav');
    const stop = new AbortController();
    const writing = writeSmallerCopy(
      path,
      out,
      options,
      () => {
        stop.abort();
      },
      stop.signal,
    );
    await assert.rejects(writing, CancelledError);
    const left = (await readdir(folder)).filter((name) => name.startsWith('unfinished'));
    assert.deepEqual(left, []);
  });
});

describe('a recording', () => {
  test('is measured by what is in it', async () => {
    const path = await stereoWav('measured.wav', 3.5);
    assert.ok(Math.abs((await measureRecording(path, options, signal)) - 3.5) < 1e-6);
  });

  test('that is none gets a sentence', async () => {
    const path = join(folder, 'letter.mp3');
    await writeFile(path, 'Dear musician. '.repeat(100));
    await assert.rejects(measureRecording(path, options, signal), StemstaveError);
  });
});
