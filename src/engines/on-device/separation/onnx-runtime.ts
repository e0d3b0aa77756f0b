import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StemstaveError } from '../../../errors.ts';

/** What is used of a tensor of onnxruntime. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: unknown;
}

/** What is used of a session: a model that is loaded. */
export interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /** Only newer versions tell. */
  readonly inputMetadata?: readonly { readonly shape?: readonly (number | string)[] }[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

/** What is used of onnxruntime-node or onnxruntime-web, alike in all versions. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: object): Promise<Session>;
  };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => Tensor;
  readonly env?: { readonly wasm?: { numThreads?: number } };
}

/**
 * Loads the onnxruntime the user points at; nothing of it is ours.
 * @param path of an installed package, or of its main file
 * @throws {StemstaveError} `runtime-not-found`, `runtime-unusable`
 */
export async function loadRuntime(path: string): Promise<OnnxRuntime> {
  const file = await mainFileOf(path);
  let loaded: unknown;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (cause) {
    throw unusable(path, cause);
  }
  const found = [loaded, fieldOf(loaded, 'default')].find(isRuntime);
  if (found === undefined) throw unusable(path);
  // Threads of WebAssembly do nothing in Node.
  if (found.env?.wasm !== undefined) found.env.wasm.numThreads = 1;
  return found;
}

/**
 * Loads a model.
 * @throws {StemstaveError} `model-not-found`, `model-unreadable`
 */
export async function loadSession(runtime: OnnxRuntime, path: string): Promise<Session> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new StemstaveError(
      'model-not-found',
      `There is no separation model at ${path}. Please check the setting.`,
      { action: 'open-settings', cause },
    );
  });
  try {
    return await runtime.InferenceSession.create(bytes);
  } catch (cause) {
    throw new StemstaveError(
      'model-unreadable',
      `The separation model at ${path} cannot be loaded as an ONNX model. It may be damaged, or need a newer onnxruntime.`,
      { action: 'open-settings', cause },
    );
  }
}

async function mainFileOf(path: string): Promise<string> {
  try {
    const info = await stat(path);
    return info.isDirectory() ? createRequire(join(path, 'package.json')).resolve(path) : path;
  } catch (cause) {
    throw new StemstaveError(
      'runtime-not-found',
      `There is no onnxruntime at ${path}. Install onnxruntime-node or onnxruntime-web with npm, and name the folder of the package.`,
      { action: 'open-settings', cause },
    );
  }
}

function isRuntime(value: unknown): value is OnnxRuntime {
  const create = fieldOf(fieldOf(value, 'InferenceSession'), 'create');
  return typeof create === 'function' && typeof fieldOf(value, 'Tensor') === 'function';
}

function fieldOf(value: unknown, name: string): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && name in value ? Reflect.get(value, name) : undefined;
}

function unusable(path: string, cause?: unknown): StemstaveError {
  return new StemstaveError(
    'runtime-unusable',
    `What is at ${path} cannot be used as an onnxruntime. Name the folder of the package onnxruntime-node or onnxruntime-web.`,
    { action: 'open-settings', cause },
  );
}
