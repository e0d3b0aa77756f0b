import { setTimeout as delay } from 'node:timers/promises';
import { createApikleyEngine } from '../../../src/engines/apikley/apikley-engine.ts';
import { throwIfCancelled, type Clock } from '../../../src/jobs/clock.ts';
import { JobStore } from '../../../src/jobs/job-store.ts';
import { countNotes } from '../../../src/transcription/model.ts';

/** What one of the processes is told to do. */
export interface LoadOrder {
  readonly url: string;
  readonly uploadUrl: string;
  readonly key: string;
  readonly folder: string;
  readonly recordings: readonly string[];
  /** How many times faster than life its clock goes. */
  readonly speed: number;
}

/** What it says in the end. */
export interface LoadReport {
  /** Notes of each job; an error's code for one that failed. */
  readonly results: readonly (number | string)[];
  /** Bytes of the heap that are in use after the first tenth of the jobs, and in the end. */
  readonly heapBytes: readonly number[];
}

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const heapBytes: number[] = [];
let finished = 0;

const clock: Clock = {
  now: Date.now,
  monotonicMs: () => (Number(process.hrtime.bigint()) / 1e6) * order.speed,
  sleep: async (ms, signal) => {
    throwIfCancelled(signal);
    await delay(ms / order.speed);
    throwIfCancelled(signal);
  },
};

function measure(): void {
  globalThis.gc?.();
  heapBytes.push(process.memoryUsage().heapUsed);
}

async function work(): Promise<void> {
  const engine = createApikleyEngine({
    jobs: new JobStore(order.folder, { clock }),
    getKey: () => Promise.resolve(order.key),
    baseUrl: order.url,
    uploadBaseUrl: order.uploadUrl,
  });
  const results = await Promise.all(
    order.recordings.map(async (path) => {
      const options = { confirm: () => Promise.resolve(true) };
      const { signal } = new AbortController();
      try {
        const done = engine.transcribe({ kind: 'audio', path }, options, () => undefined, signal);
        return countNotes(await done);
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : String(error);
      } finally {
        finished += 1;
        if (finished === Math.ceil(order.recordings.length / 10)) measure();
      }
    }),
  );
  measure();
  const report: LoadReport = { results, heapBytes };
  process.stdout.write(JSON.stringify(report));
}

void work();
