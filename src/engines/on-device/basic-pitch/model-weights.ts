import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The parts of a TensorFlow.js model's description that are read. */
interface Description {
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  }[];
}

/** Numbers of the model by the end of their names. */
export type ModelWeights = (name: string) => Float32Array;

const BYTES = 4;

/** Reads a TensorFlow.js graph model's weights. All of Basic Pitch's are 32 bits wide. */
export async function readModelWeights(folder: string): Promise<ModelWeights> {
  const text = await readFile(join(folder, 'model.json'), 'utf8');
  const { weightsManifest } = JSON.parse(text) as Description;
  const byName = new Map<string, Float32Array>();
  for (const { paths, weights } of weightsManifest) {
    const parts = await Promise.all(paths.map((path) => readFile(join(folder, path))));
    const data = Uint8Array.from(Buffer.concat(parts)).buffer;
    let at = 0;
    for (const { name, shape } of weights) {
      const length = shape.reduce((product, size) => product * size, 1);
      byName.set(name, new Float32Array(data, at, length));
      at += length * BYTES;
    }
  }
  return (ending) => {
    const found = [...byName].find(([name]) => name.endsWith(`/${ending}`));
    if (found === undefined) throw new Error(`The note model has no ${ending}.`);
    return found[1];
  };
}
