import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  KEYS,
  MARGIN_FRAMES,
  STRIDE_SAMPLES,
  USED_FRAMES,
  WINDOW_FRAMES,
  WINDOW_SAMPLES,
} from './grid.ts';
import { Arena } from './kernels.ts';
import { readModelWeights } from './model-weights.ts';
import { NoteNet } from './note-net.ts';

/** What the model says about a stretch of sound: frame by frame, 88 keys each, 0–1. */
export interface Activations {
  /** How likely a note sounds. */
  readonly frames: Float32Array<ArrayBuffer>;
  /** How likely a note begins. */
  readonly onsets: Float32Array<ArrayBuffer>;
  /** How far from its key each sounds, in cents; `NO_BEND` where it does not. Only where asked for. */
  readonly bends?: Int8Array<ArrayBuffer>;
}

export interface NoteModel {
  /** @param samples a chunk as `Chunker` makes it: `windows` windows, one stride apart */
  listen(samples: Float32Array, windows: number, withBends?: boolean): Activations;
}

/**
 * Loads Basic Pitch (Spotify, Apache-2.0).
 * @param assetsDir holds `models/basic-pitch/` and `wasm/`
 */
export async function loadNoteModel(assetsDir: string): Promise<NoteModel> {
  const [wasm, weights] = await Promise.all([
    readFile(join(assetsDir, 'wasm', 'convolve.wasm')),
    readModelWeights(join(assetsDir, 'models', 'basic-pitch')),
  ]);
  const net = new NoteNet(new Arena(Uint8Array.from(wasm)), weights);
  const [notes, starts] = [
    new Float32Array(WINDOW_FRAMES * KEYS),
    new Float32Array(WINDOW_FRAMES * KEYS),
  ];
  return {
    listen(samples, windows, withBends = false) {
      const frames = new Float32Array(windows * USED_FRAMES * KEYS);
      const onsets = new Float32Array(windows * USED_FRAMES * KEYS);
      const bends = withBends ? new Int8Array(windows * USED_FRAMES * KEYS) : undefined;
      const bent = withBends ? new Int8Array(WINDOW_FRAMES * KEYS) : undefined;
      for (let window = 0; window < windows; window++) {
        const from = window * STRIDE_SAMPLES;
        net.hear(samples.subarray(from, from + WINDOW_SAMPLES), notes, starts, bent);
        for (const [target, output] of [
          [frames, notes],
          [onsets, starts],
        ] as const) {
          const used = output.subarray(MARGIN_FRAMES * KEYS, (MARGIN_FRAMES + USED_FRAMES) * KEYS);
          target.set(used, window * USED_FRAMES * KEYS);
        }
        const used = bent?.subarray(MARGIN_FRAMES * KEYS, (MARGIN_FRAMES + USED_FRAMES) * KEYS);
        if (used !== undefined) bends?.set(used, window * USED_FRAMES * KEYS);
      }
      return bends === undefined ? { frames, onsets } : { frames, onsets, bends };
    },
  };
}
