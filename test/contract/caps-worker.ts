import { readdir, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createApikleyEngine } from '../../src/engines/apikley/apikley-engine.ts';
import type { Payment } from '../../src/engines/apikley/engine-types.ts';
import { StemstaveError } from '../../src/errors.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { systemClock } from '../../src/jobs/clock.ts';
import { countNotes } from '../../src/transcription/model.ts';

/** What a process that transcribes within limits is told. */
export interface CapsOrder {
  readonly url: string;
  readonly uploadUrl: string;
  readonly key: string;
  readonly folder: string;
  readonly recording: string;
  readonly perMonth: number;
  /** A folder where processes wait for each other right before they pay; how many they are. */
  readonly meeting: { readonly folder: string; readonly size: number };
}

/** Times faster than life. */
const SPEED = 20;
/** The stand-in is not asked to be spared. */
const NO_RATE = { atMost: 1000, perMs: 1000 };
const LONGEST_WAIT_MS = 20_000;

const order = JSON.parse(process.argv[2] ?? '') as CapsOrder;

/** Those who meet have all been told that their payment is within the limits. */
async function meet({ step }: Payment): Promise<void> {
  const { folder, size } = order.meeting;
  if (step !== 'separation') return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, String(process.pid)), '');
  for (let ms = 0; ms < LONGEST_WAIT_MS && (await readdir(folder)).length < size; ms += 5) {
    await delay(5);
  }
}

/** Says how many notes came of it, or the error's code. */
async function work(): Promise<string> {
  const clock = {
    ...systemClock,
    sleep: (ms: number, signal: AbortSignal) => systemClock.sleep(ms / SPEED, signal),
  };
  const engine = createApikleyEngine({
    jobs: new JobStore(order.folder, { clock, rates: { task: NO_RATE, look: NO_RATE } }),
    getKey: () => Promise.resolve(order.key),
    baseUrl: order.url,
    uploadBaseUrl: order.uploadUrl,
  });
  const caps = { perJob: undefined, perMonth: order.perMonth };
  try {
    const transcription = await engine.transcribe(
      { kind: 'audio', path: order.recording },
      { confirm: () => Promise.resolve(true), caps: () => caps, beforePaying: meet },
      () => undefined,
      new AbortController().signal,
    );
    return String(countNotes(transcription));
  } catch (error) {
    return error instanceof StemstaveError ? error.code : String(error);
  }
}

void work().then((outcome) => process.stdout.write(outcome));
