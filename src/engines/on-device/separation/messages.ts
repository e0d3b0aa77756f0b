import type { WorkMessage } from '../one-worker.ts';
import type { StemNotes } from './stem-notes.ts';

/** What the worker is started with. */
export interface SeparationJob {
  readonly path: string;
  readonly ffmpegProgram: string;
  /** What the built-in separation is guided by; a model of the user's needs no notes. */
  readonly how: { readonly notes: StemNotes } | { readonly model: SeparationModel };
  /** Stems are written as this with a number and `.part` behind it. */
  readonly outPrefix: string;
}

/** A stem that lies in a file without its name yet. */
export interface WrittenStem {
  readonly name: string;
  readonly path: string;
}

/** A separation model of the user's own: see MODELS.md. */
export interface SeparationModel {
  /** Absolute path of an ONNX file. */
  readonly modelPath: string;
  /** Absolute path of an installed onnxruntime package, or of its main file. */
  readonly runtimePath: string;
  /** Names of its stems in the order of its output; without them, the usual ones. */
  readonly stemNames: readonly string[];
}

/** Something that takes a stream of sound apart. */
export interface StemSource {
  /** Of the stems; known once there is a stretch of them. */
  readonly names: readonly string[];
  /** Of the stems, Hz. */
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** @returns stretches of the stems, in order */
  push(mix: Stereo): readonly StemSamples[] | Promise<readonly StemSamples[]>;
  /** What is left at the end of the sound. */
  flush(): readonly StemSamples[] | Promise<readonly StemSamples[]>;
}

/** Two channels of equal length; full scale is ±1. */
export type Stereo = readonly [Float32Array, Float32Array];

/** Samples of 16 bits, channel after channel, of each stem. */
export type StemSamples = readonly Int16Array[];

export type SeparationMessage = WorkMessage<readonly WrittenStem[]>;
