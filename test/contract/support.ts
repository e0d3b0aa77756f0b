import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestContext } from 'node:test';
import { createApikleyEngine } from '../../src/engines/apikley/apikley-engine.ts';
import { throwIfCancelled, type Clock } from '../../src/jobs/clock.ts';
import type { ConsentQuestion } from '../../src/engines/apikley/consent.ts';
import type {
  ApikleyConfig,
  ApikleyOptions,
  ApikleySource,
} from '../../src/engines/apikley/engine-types.ts';
import type { EngineProgress } from '../../src/engines/engine.ts';
import { StemstaveError } from '../../src/errors.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import type { Exchange } from './stand-in/wire-log.ts';
import { startStandIn, type StandIn, type StandInOptions } from './stand-in/stand-in.ts';

/** A clock on which nothing takes time but waiting, and waiting is over at once. */
export function patientClock(): Clock {
  let ms = Date.now();
  return {
    now: () => ms,
    monotonicMs: () => ms,
    sleep: async (pauseMs, signal) => {
      throwIfCancelled(signal);
      ms += pauseMs;
      await new Promise((resolve) => setImmediate(resolve));
      throwIfCancelled(signal);
    },
  };
}

/** Everything one test of the engine against the stand-in needs; ends with the test. */
export interface Bench {
  readonly standIn: StandIn;
  readonly recording: string;
  readonly jobs: JobStore;
  readonly questions: ConsentQuestion[];
  readonly progress: EngineProgress[];
  readonly engine: ReturnType<typeof createApikleyEngine>;
  newEngine(change?: Partial<ApikleyConfig>): ReturnType<typeof createApikleyEngine>;
  /** Transcribes; without a source, the recording. */
  run(source?: ApikleySource, options?: Partial<ApikleyOptions>): ReturnType<Bench['runWith']>;
  runWith(
    engine: ReturnType<typeof createApikleyEngine>,
    source: ApikleySource,
    options: Partial<ApikleyOptions>,
    signal: AbortSignal,
  ): ReturnType<ReturnType<typeof createApikleyEngine>['transcribeWithReceipt']>;
  /** Requests that reached the stand-in, but for looks at the balance. */
  wire(): readonly Exchange[];
  /** Number of requests of one kind that reached the stand-in. */
  count(call: string): number;
  /** Resolves when a request of that kind has reached the stand-in. */
  arrived(call: string): Promise<void>;
}

/** Starts a stand-in and an engine that calls it, with a journal on disk and a WAV to transcribe. */
export async function startBench(
  test: TestContext,
  standInOptions: StandInOptions = {},
  { clock = patientClock(), ...config }: Partial<ApikleyConfig> & { clock?: Clock } = {},
): Promise<Bench> {
  const standIn = await startStandIn(standInOptions);
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-contract-'));
  test.after(async () => {
    await standIn.close();
    // What is seen through in the background may still be writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });
  const recording = join(folder, 'my song.wav');
  await writeFile(recording, smallWav());
  const jobs = new JobStore(join(folder, 'jobs'), { clock });
  const questions: ConsentQuestion[] = [];
  const progress: EngineProgress[] = [];
  const newEngine = (change: Partial<ApikleyConfig> = {}) =>
    createApikleyEngine({
      jobs,
      baseUrl: standIn.url,
      uploadBaseUrl: standIn.uploadUrl,
      getKey: () => Promise.resolve(standIn.key),
      ...config,
      ...change,
    });
  const engine = newEngine();
  const runWith: Bench['runWith'] = (which, source, options, signal) => {
    const confirm = (question: ConsentQuestion) => {
      questions.push(question);
      return Promise.resolve(true);
    };
    const onProgress = (update: EngineProgress) => progress.push(update);
    return which.transcribeWithReceipt(source, { confirm, ...options }, onProgress, signal);
  };
  return {
    standIn,
    recording,
    jobs,
    questions,
    progress,
    engine,
    newEngine,
    runWith,
    run: (source = { kind: 'audio', path: recording }, options = {}) =>
      runWith(engine, source, options, new AbortController().signal),
    arrived: async (call) => {
      while (!standIn.wireLog.some((exchange) => exchange.call === call)) await delay(5);
    },
    wire: () => standIn.wireLog.filter(({ call }) => call !== 'credits'),
    count: (call) => standIn.wireLog.filter((exchange) => exchange.call === call).length,
  };
}

/** A WAV file of a tenth of a second of silence, large enough to be sent in several chunks. */
export function smallWav(sampleCount = 100_000): Buffer {
  const bytes = Buffer.alloc(44 + sampleCount * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + sampleCount * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(22050, 24);
  bytes.writeUInt32LE(44100, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(sampleCount * 2, 40);
  return bytes;
}

/** The error a promise ends in. */
export async function errorOf(promise: Promise<unknown>): Promise<StemstaveError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof StemstaveError) return error;
    throw error;
  }
  throw new Error('It should have failed.');
}
