import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import {
  dispose,
  ready,
  setBackend,
  tensor3d,
  tidy,
  type io,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { KEYS, MARGIN_FRAMES, STRIDE_SAMPLES, USED_FRAMES, WINDOW_SAMPLES } from './grid.ts';

/** What the model says about a stretch of sound: frame by frame, 88 keys each, 0–1. */
export interface Activations {
  /** How likely a note sounds. */
  readonly frames: Float32Array<ArrayBuffer>;
  /** How likely a note begins. */
  readonly onsets: Float32Array<ArrayBuffer>;
}

export interface NoteModel {
  /** @param samples a chunk as `Chunker` makes it: `windows` windows, one stride apart */
  listen(samples: Float32Array, windows: number): Activations;
}

/** The model's outputs that are read; its pitch contours ("Identity") are not. */
const FRAMES = 'Identity_1';
const ONSETS = 'Identity_2';

/**
 * Loads Basic Pitch (Spotify, Apache-2.0) on TensorFlow.js' WebAssembly backend.
 * @param assetsDir holds `models/basic-pitch/` and `wasm/`
 */
export async function loadNoteModel(assetsDir: string): Promise<NoteModel> {
  setWasmPaths(join(assetsDir, 'wasm') + sep);
  await setBackend('wasm');
  await ready();
  const folder = join(assetsDir, 'models', 'basic-pitch');
  const description = JSON.parse(
    await readFile(join(folder, 'model.json'), 'utf8'),
  ) as io.ModelJSON;
  const names = description.weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const weights = new Uint8Array(Buffer.concat(parts));
  const model = loadGraphModelSync([description, weights.buffer]);
  return {
    listen(samples, windows) {
      const frames = new Float32Array(windows * USED_FRAMES * KEYS);
      const onsets = new Float32Array(windows * USED_FRAMES * KEYS);
      for (let window = 0; window < windows; window++) {
        const from = window * STRIDE_SAMPLES;
        const sound = samples.subarray(from, from + WINDOW_SAMPLES);
        const outputs = tidy(
          () =>
            model.execute(tensor3d(sound, [1, WINDOW_SAMPLES, 1]), [FRAMES, ONSETS]) as Tensor[],
        );
        [frames, onsets].forEach((target, i) => {
          const output = outputs[i]?.dataSync() as Float32Array;
          const used = output.subarray(MARGIN_FRAMES * KEYS, (MARGIN_FRAMES + USED_FRAMES) * KEYS);
          target.set(used, window * USED_FRAMES * KEYS);
        });
        dispose(outputs);
      }
      return { frames, onsets };
    },
  };
}
