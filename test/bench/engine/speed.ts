import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineProgress } from '../../../src/engines/engine.ts';
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
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  const onTimes = (each: StageTimes): void => {
    times = each;
  };
  const { signal } = new AbortController();
  const { durationSec } = await engine.transcribe({ path }, { onTimes }, () => undefined, signal);
  const wallSec = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(startCpu);
  const sec = (ms = 0): string => (ms / 1000).toFixed(2);
  return [
    String(maxWorkers),
    durationSec.toFixed(0),
    wallSec.toFixed(2),
    (wallSec / durationSec).toFixed(3),
    ((user + system) / 1e6 / durationSec).toFixed(3),
    sec(times?.tuningMs),
    sec(times?.decodeMs),
    sec(times?.resampleMs),
    sec(times?.listenMs),
    sec(times?.drumsMs),
    sec(times?.notesMs),
    (loadavg()[0] ?? 0).toFixed(1),
  ];
}

const RUNS = 3;

async function quickest(path: string, maxWorkers: number): Promise<string[]> {
  const runs: string[][] = [];
  for (let run = 0; run < RUNS; run++) runs.push(await measure(path, maxWorkers));
  return runs.reduce((a, b) => (Number(b[2]) < Number(a[2]) ? b : a));
}

/** Shares of the work that are done when it is cancelled. */
const CANCELLED_AT = [0.02, 0.3, 0.6, 0.95];

/** How long it takes from the signal until the promise has rejected and no thread is left, ms. */
async function cancelledAfterMs(path: string): Promise<number[]> {
  const engine = createOnDeviceEngine({
    workerPath: join(dist, 'engine-worker.js'),
    assetsDir: dist,
    maxWorkers: 2,
  });
  const took: number[] = [];
  for (const share of CANCELLED_AT) {
    const stop = new AbortController();
    let stoppedMs = 0;
    const onProgress = ({ fraction = 0 }: EngineProgress): void => {
      if (fraction < share || stop.signal.aborted) return;
      stoppedMs = performance.now();
      stop.abort();
    };
    await engine.transcribe({ path }, {}, onProgress, stop.signal).then(
      () => undefined,
      () => undefined,
    );
    took.push(performance.now() - stoppedMs);
  }
  return took;
}

/** Runs the command line on a long recording, in a process of its own, and reads how much memory that took. */
function memoryLine(seconds: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-bench-'));
  try {
    const path = join(folder, 'long.wav');
    writeFileSync(path, encodeWav(repeated(song(60), seconds / 60), RATE));
    const peakMb = (...flags: string[]): string => {
      // What `getrusage` calls the peak of a new process includes that of the process it was started from.
      const script = `const { readFileSync } = require('node:fs'); process.on('exit', () => process.stderr.write(/VmHWM.*/.exec(readFileSync('/proc/self/status', 'utf8'))[0])); process.argv.splice(1, 0, 'cli'); require(${JSON.stringify(join(dist, 'cli.js'))});`;
      const args = ['-e', script, '--', 'transcribe', path, '--out', folder, '--force', ...flags];
      const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      return (Number(/VmHWM:\s*(\d+)/.exec(stderr)?.[1]) / 1024).toFixed(0);
    };
    return `peak memory for ${seconds / 60} minutes: ${peakMb()} MB, with stems ${peakMb('--stems')} MB`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function repeated(channels: readonly Float32Array[], times: number): Float32Array[] {
  return channels.map((channel) => {
    const all = new Float32Array(channel.length * times);
    for (let i = 0; i < times; i++) all.set(channel, i * channel.length);
    return all;
  });
}

/**
 * Speed of the on-device engine on a synthesised song, as a table; the machine's load is part of it,
 * because it decides what the numbers mean.
 */
export async function speedTable(isShort: boolean): Promise<string> {
  const seconds = isShort ? 20 : 90;
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-bench-'));
  try {
    const path = join(folder, 'song.wav');
    writeFileSync(path, encodeWav(song(seconds), RATE));
    const head =
      'workers song_s wall_s RTF cpu/s tuning decode resample listen drums notes load'.split(' ');
    // What else the machine does makes a run slower, never faster: the quickest of a few counts.
    const rows = [head, await quickest(path, 1), await quickest(path, 2)];
    const table = rows.map((row) => row.map((cell) => cell.padStart(9)).join('')).join('\n');
    const cancelled = await cancelledAfterMs(path);
    return [
      `${availableParallelism()} cores; stages in seconds of their own thread; cpu/s: processor time of all threads`,
      table,
      await kernelsLine(),
      `cancelled at ${CANCELLED_AT.join(', ')} of the work, it took ${cancelled.map((ms) => ms.toFixed(0)).join(', ')} ms until all threads were gone`,
      memoryLine(isShort ? 60 : 600),
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
