import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createOnDeviceEngine } from '../../../src/engines/on-device/engine.ts';
import type { StageTimes } from '../../../src/engines/on-device/stage-times.ts';
import { chunkSamples, WINDOW_SAMPLES } from '../../../src/engines/on-device/basic-pitch/grid.ts';
import { loadNoteModel } from '../../../src/engines/on-device/basic-pitch/model.ts';
import { publishedModel } from '../../support/published-model.ts';
import { encodeWav, noise, playNotes } from '../../unit/on-device/sound.ts';

const RATE = 44_100;

/** Bass, chords and a melody at 120 bpm, with clicks of noise on the beat. */
function song(seconds: number): Float32Array[] {
  const beats = Array.from({ length: Math.floor(seconds * 2) }, (_, i) => i);
  const notes = beats.flatMap((beat) => {
    const root = [36, 41, 43, 36][Math.floor(beat / 4) % 4] ?? 36;
    const pitches = [
      root,
      ...(beat % 4 === 0 ? [24, 28, 31].map((k) => root + k) : []),
      root + 36 + (beat % 5),
    ];
    return pitches.map((pitch) => ({ pitch, startSec: beat / 2, endSec: beat / 2 + 0.45 }));
  });
  const left = playNotes(notes, seconds, RATE);
  const hiss = noise(RATE / 10);
  for (const beat of beats) {
    const from = (beat * RATE) / 2;
    for (let i = 0; i < hiss.length && from + i < left.length; i++) {
      left[from + i] = (left[from + i] ?? 0) + 0.2 * (hiss[i] ?? 0) * Math.exp(-i / 800);
    }
  }
  return [left, left.map((sample) => sample * 0.8)];
}

const dist =
  process.env['STEMSTAVE_DIST'] ?? fileURLToPath(new URL('../../../dist', import.meta.url));

/** Windows the models are compared on: about 13 s of sound. */
const COMPARED_WINDOWS = 8;

/** How many times as fast the note model runs on our kernels as on the backend its makers' package takes. */
async function kernelsLine(): Promise<string> {
  const samples = noise(chunkSamples(COMPARED_WINDOWS));
  const ours = await loadNoteModel(dist);
  const theirs = await publishedModel(dist, 'cpu');
  const window = samples.subarray(0, WINDOW_SAMPLES);
  const cpuSecOf = (work: () => unknown): number => {
    work();
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const oursSec = cpuSecOf(() => ours.listen(samples, COMPARED_WINDOWS)) / COMPARED_WINDOWS;
  const theirsSec = cpuSecOf(() => theirs(window));
  return (
    `the note model, one window: ${(oursSec * 1000).toFixed(0)} ms of processor time, ` +
    `${(theirsSec * 1000).toFixed(0)} ms on its makers' default backend: ` +
    `${(theirsSec / oursSec).toFixed(1)} times as fast`
  );
}

async function measure(path: string, maxWorkers: number): Promise<string[]> {
  const workerPath = join(dist, 'engine-worker.js');
  const engine = createOnDeviceEngine({ workerPath, assetsDir: dist, maxWorkers });
  let times: StageTimes | undefined;
  const startMs = performance.now();
  const onTimes = (each: StageTimes): void => {
    times = each;
  };
  const { signal } = new AbortController();
  const { durationSec } = await engine.transcribe({ path }, { onTimes }, () => undefined, signal);
  const wallSec = (performance.now() - startMs) / 1000;
  const sec = (ms = 0): string => (ms / 1000).toFixed(2);
  return [
    String(maxWorkers),
    durationSec.toFixed(0),
    wallSec.toFixed(2),
    (wallSec / durationSec).toFixed(3),
    sec(times?.decodeMs),
    sec(times?.resampleMs),
    sec(times?.listenMs),
    sec(times?.drumsMs),
    sec(times?.notesMs),
    (process.resourceUsage().maxRSS / 1024).toFixed(0),
    (loadavg()[0] ?? 0).toFixed(1),
  ];
}

/**
 * Speed of the on-device engine on a synthesised song, as a table; the machine's load is part of it,
 * because it decides what the numbers mean.
 */
export async function speedTable(seconds: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-bench-'));
  try {
    const path = join(folder, 'song.wav');
    writeFileSync(path, encodeWav(song(seconds), RATE));
    const head = 'workers song_s wall_s RTF decode resample listen drums notes peakMB load'.split(
      ' ',
    );
    const rows = [head, await measure(path, 1), await measure(path, 2)];
    const table = rows.map((row) => row.map((cell) => cell.padStart(9)).join('')).join('\n');
    return `${availableParallelism()} cores; stages in seconds of their own thread\n${table}\n${await kernelsLine()}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
