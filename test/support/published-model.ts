import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import { ready, setBackend, tensor3d, type io, type Tensor } from '@tensorflow/tfjs-core';

/** Frames and onsets of one window of samples, each as rows of keys. */
export type Listen = (samples: Float32Array) => [Float32Array, Float32Array];

/**
 * The note model as its makers publish it, on TensorFlow.js.
 * @param dist our build, which holds the model's own files
 * @param backend `cpu` is what the makers' package runs on in Node unless told otherwise
 */
export async function publishedModel(dist: string, backend: 'cpu' | 'wasm'): Promise<Listen> {
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(wasm) + sep);
  await setBackend(backend);
  await ready();
  const folder = join(dist, 'models', 'basic-pitch');
  const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as io.ModelJSON;
  const names = model.weightsManifest.flatMap(({ paths }) => paths);
  const weights = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const graph = loadGraphModelSync([model, new Uint8Array(Buffer.concat(weights)).buffer]);
  return (samples) => {
    const input = tensor3d(samples, [1, samples.length, 1]);
    const outputs = graph.execute(input, ['Identity_1', 'Identity_2']) as Tensor[];
    const [frames, onsets] = outputs.map((output) => output.dataSync() as Float32Array);
    return [frames ?? new Float32Array(), onsets ?? new Float32Array()];
  };
}
