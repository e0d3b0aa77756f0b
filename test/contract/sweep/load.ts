import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_RATES, type Rate } from '../../../src/jobs/pacer.ts';
import { smallSong } from '../stand-in/song.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { smallWav } from '../support.ts';
import { bundleOf, startWorker } from './bundle.ts';
import { findKey } from './find-key.ts';
import type { LoadOrder, LoadReport } from './load-worker.ts';

const SONG_NOTES = smallSong().reduce((sum, { notes }) => sum + notes.length, 0);
const PROCESSES = 2;
/** Garbage that is not yet collected, and what was loaded late. */
const HEAP_GROWTH_BYTES = 24 * 1024 * 1024;

/** What came of many jobs at once; all but `jobs` must be 0. */
export interface LoadFigures {
  readonly jobs: number;
  readonly unfinished: number;
  readonly secondCharges: number;
  /** Stretches of time at the stand-in with more requests than the service takes. */
  readonly ratesBroken: number;
  /** Processes whose heap went on growing. */
  readonly memoryGrown: number;
  readonly keys: number;
}

const WORDS: Readonly<Record<keyof LoadFigures, string>> = {
  jobs: 'jobs',
  unfinished: 'unfinished',
  secondCharges: 'second charges',
  ratesBroken: 'rates broken',
  memoryGrown: 'processes that grew',
  keys: 'keys found',
};

/** One line each. */
export function linesOfLoad(figures: LoadFigures): readonly string[] {
  const names = Object.keys(WORDS) as (keyof LoadFigures)[];
  return names.map((name) => `load: ${WORDS[name]} ${figures[name]}`);
}

export function isCleanLoad({ jobs, ...bad }: LoadFigures): boolean {
  return jobs > 0 && Object.values(bad).every((count) => count === 0);
}

/**
 * Queues so many jobs at once in two processes that share one store, as two windows do.
 * @param speed how many times faster than life the clocks go, the stand-in's included
 */
export async function load(jobs: number, speed: number): Promise<LoadFigures> {
  const bundle = await bundleOf('load-worker.ts');
  const standIn = await startStandIn({ balance: 100_000 });
  const root = await mkdtemp(join(tmpdir(), 'stemstave-load-'));
  const folder = join(root, 'jobs');
  try {
    const recordings = await Promise.all(
      Array.from({ length: jobs }, async (_, i) => {
        const path = join(root, `song ${i}.wav`);
        await writeFile(path, smallWav(2000 + i));
        return path;
      }),
    );
    const { url, uploadUrl, key } = standIn;
    const reports = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, part) => {
        const mine = recordings.filter((_path, i) => i % PROCESSES === part);
        const order: LoadOrder = { url, uploadUrl, key, folder, recordings: mine, speed };
        const { output } = await startWorker(bundle, order, ['--expose-gc']).ended;
        return JSON.parse(output) as LoadReport;
      }),
    );
    const results = reports.flatMap((report) => report.results);
    return {
      jobs,
      unfinished: results.filter((notes) => notes !== SONG_NOTES).length,
      secondCharges: standIn.ledger.secondCharges.length,
      ratesBroken:
        breaches(
          standIn,
          (method, call) => method === 'POST' && call !== 'upload',
          SERVICE_RATES.task,
          speed,
        ) + breaches(standIn, (method) => method === 'GET', SERVICE_RATES.look, speed),
      memoryGrown: reports.filter(
        ({ heapBytes: [early = 0, late = 0] }) => late - early > HEAP_GROWTH_BYTES,
      ).length,
      keys: (await findKey(key, [root])).length,
    };
  } finally {
    await standIn.close();
    await rm(root, { recursive: true, force: true });
    await bundle.remove();
  }
}

/** By the stand-in's own count: arrivals that come too soon after the one so many before. */
function breaches(
  { wireLog }: StandIn,
  counts: (method: string, call: string | undefined) => boolean,
  { atMost, perMs }: Rate,
  speed: number,
): number {
  const arrivals = wireLog
    .filter(({ method, call }) => counts(method, call))
    .map(({ arrivedMs }) => arrivedMs * speed)
    .sort((a, b) => a - b);
  return arrivals.filter((at, i) => {
    const before = arrivals[i - atMost];
    return before !== undefined && at - before < perMs;
  }).length;
}
