import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SeparationModel } from '../../../src/engines/on-device/separation/messages.ts';
import { separateStems } from '../../../src/engines/on-device/separation/separate-stems.ts';
import { gainModel } from './onnx-model.ts';
import { encodeWav, noise, temporaryFolder, writeTemporary } from './sound.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dist = process.env['STEMSTAVE_DIST'] ?? join(root, 'dist');
const workerPath = join(dist, 'separation-worker.js');
const skip = existsSync(workerPath) ? false : 'run `npm run build` first';
const runtimePath = join(root, 'node_modules', 'onnxruntime-web');
const { signal } = new AbortController();

interface Made {
  readonly names: readonly string[];
  readonly stems: readonly Int16Array[];
  readonly rate: number;
}

/** Separates noise of two channels by a model. */
async function separate(
  context: TestContext,
  model: Partial<SeparationModel> & { bytes?: Uint8Array },
  [seconds, rate]: readonly [number, number] = [1, 44_100],
): Promise<Made & { mix: Float32Array; folder: string }> {
  const mix = noise(seconds * rate).map((x) => x * 0.4);
  const wav = encodeWav([mix, mix.map((x) => -x)], rate);
  const path = writeTemporary(context, 'song.wav', wav);
  const bytes = model.bytes ?? gainModel([0.75, 0.25]);
  const modelPath = writeTemporary(context, 'model.onnx', bytes);
  const folder = join(temporaryFolder(context), 'song stems');
  const paths = await separateStems(
    {
      recording: { path },
      transcription: { instruments: [], durationSec: seconds },
      folder,
      mayReplace: false,
    },
    { workerPath, model: { modelPath, runtimePath, stemNames: [], ...model } },
    () => undefined,
    signal,
  );
  const files = paths.map((each) => readFileSync(each));
  return {
    names: paths.map((each) => basename(each)),
    stems: files.map((file) => new Int16Array(Uint8Array.from(file.subarray(44)).buffer)),
    rate: files[0]?.readUInt32LE(24) ?? 0,
    mix,
    folder,
  };
}

test('a model of the user’s takes a recording apart, across all seams', { skip }, async (t) => {
  // Three stretches of 7.8 s that overlap, the last one in part.
  const { names, stems, mix } = await separate(t, {}, [17, 44_100]);
  assert.deepEqual(names, ['Vocals.wav', 'Accompaniment.wav']);
  for (const [stem, gain] of [0.75, 0.25].entries()) {
    const samples = stems[stem] ?? new Int16Array();
    assert.equal(samples.length, 2 * mix.length);
    let furthest = 0;
    mix.forEach((x, i) => {
      const [left = 0, right = 0] = [samples[2 * i], samples[2 * i + 1]];
      furthest = Math.max(furthest, Math.abs(left - gain * x * 32_768), Math.abs(left + right));
    });
    assert.ok(furthest < 3, `stem ${stem} is off by ${furthest} of 32 768`);
  }
});

test('stems have the names the user gave, or the usual ones, or numbers', { skip }, async (t) => {
  const three = gainModel([0.5, 0.3, 0.2]);
  assert.deepEqual((await separate(t, { bytes: three })).names, [
    'Stem 1.wav',
    'Stem 2.wav',
    'Stem 3.wav',
  ]);
  const stemNames = ['Voice', 'a/../b', 'con'];
  assert.deepEqual((await separate(t, { bytes: three, stemNames })).names, [
    'Voice.wav',
    'a b.wav',
    'Stem.wav',
  ]);
  const four = gainModel([0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual((await separate(t, { bytes: four, stemNames })).names, [
    'Drums.wav',
    'Bass.wav',
    'Other.wav',
    'Vocals.wav',
  ]);
});

test('recordings at other rates are brought to 44.1 kHz', { skip }, async (t) => {
  const { stems, rate } = await separate(t, {}, [2, 48_000]);
  assert.equal(rate, 44_100);
  assert.equal(stems[0]?.length, 2 * 2 * 44_100);
});

const WRONG: readonly [
  string,
  string,
  (folder: string) => Partial<SeparationModel> & { bytes?: Uint8Array },
][] = [
  ['no runtime', 'runtime-not-found', () => ({ runtimePath: '/nowhere/onnxruntime-node' })],
  [
    'another package for a runtime',
    'runtime-unusable',
    (folder) => {
      mkdirSync(join(folder, 'other'));
      writeFileSync(join(folder, 'other', 'index.js'), 'module.exports = { left: "pad" };');
      return { runtimePath: join(folder, 'other') };
    },
  ],
  [
    'a runtime that does not load',
    'runtime-unusable',
    (folder) => {
      const runtimePath = join(folder, 'broken.cjs');
      writeFileSync(runtimePath, 'throw new Error("no such processor");');
      return { runtimePath };
    },
  ],
  ['a folder without a package', 'runtime-not-found', (folder) => ({ runtimePath: folder })],
  ['no model', 'model-not-found', () => ({ modelPath: '/nowhere/model.onnx' })],
  ['rubbish for a model', 'model-unreadable', () => ({ bytes: Uint8Array.from([1, 2, 3, 4]) })],
  ['an output of another shape', 'model-wrong-shape', () => ({ bytes: gainModel([1], 'flat') })],
];
for (const [what, code, wrong] of WRONG) {
  test(`${what}: a sentence that leads to the settings`, { skip }, async (t) => {
    const made = separate(t, wrong(temporaryFolder(t)));
    await assert.rejects(made, (error: { code?: unknown; message: string; action?: unknown }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, /^[A-Z].*\.$/s);
      assert.equal(error.action, 'open-settings');
      return true;
    });
  });
}

test('nothing of onnxruntime is in what ships', { skip }, () => {
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    assert.doesNotMatch(name, /onnx|ort-wasm/i);
  }
  assert.ok(readFileSync(workerPath).length < 1_000_000);
});
