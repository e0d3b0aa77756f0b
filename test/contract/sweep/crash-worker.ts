import files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { createApikleyEngine } from '../../../src/engines/apikley/apikley-engine.ts';
import { StemstaveError } from '../../../src/errors.ts';
import { JobStore } from '../../../src/jobs/job-store.ts';
import { countNotes } from '../../../src/transcription/model.ts';

/**
 * What happens at a system call: the process is killed right before it, or in the middle of what it
 * writes; or the disk is full, for this call alone or from then on.
 */
export type Mishap = 'killed' | 'torn' | 'full-once' | 'full';

/** What a worker is told to do. */
export interface WorkerOrder {
  readonly url: string;
  readonly uploadUrl: string;
  readonly key: string;
  readonly folder: string;
  readonly recording: string;
  /** Number of the system call at which something happens (the first is 1); 0: nothing does. */
  readonly at: number;
  readonly mishap: Mishap;
}

/** What it says in the end, if it lives. */
export interface WorkerReport {
  /** The system calls on files of the store, each as room and name. */
  readonly calls: readonly string[];
  /** Notes that came of it, or the error. */
  readonly notes: number | undefined;
  readonly error: WorkerError | undefined;
}

export interface WorkerError {
  /** `undefined` for one that was not raised on purpose. */
  readonly code: string | undefined;
  readonly sentence: string;
  readonly mayHaveBeenCharged: boolean;
}

const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
const calls: string[] = [];
/** System calls that need room on the disk. */
const TAKES_ROOM = /(?:^| )(?:open|mkdir|rename|write|writeFile|sync)$/;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal comes when it comes; nothing may happen in between.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Counts a call, and lets happen what is due. */
function count(name: string, path: unknown): 'go on' | 'tear' {
  if (typeof path !== 'string' || !path.startsWith(order.folder)) return 'go on';
  const [room = ''] = path.slice(order.folder.length + 1).split(sep);
  calls.push(`${['locks', 'pace', 'results'].includes(room) ? room : 'journal'} ${name}`);
  const isNow = calls.length === order.at;
  if (isNow && order.mishap === 'torn' && name.startsWith('write')) return 'tear';
  if (isNow && (order.mishap === 'killed' || order.mishap === 'torn')) die();
  const isFull =
    (isNow && order.mishap === 'full-once') ||
    (order.mishap === 'full' && order.at > 0 && calls.length >= order.at);
  if (isFull && TAKES_ROOM.test(name)) {
    throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
  }
  return 'go on';
}

function watched(handle: FileHandle, path: unknown): FileHandle {
  const original = {
    write: handle.write.bind(handle) as (text: string, position: number) => Promise<unknown>,
    writeFile: handle.writeFile.bind(handle),
    sync: handle.sync.bind(handle),
    close: handle.close.bind(handle),
  };
  const torn = async (text: string): Promise<never> => {
    await original.write(text.slice(0, text.length / 2), 0);
    die();
  };
  return Object.assign(handle, {
    write: async (text: string, position: number) =>
      count('write', path) === 'tear' ? torn(text) : original.write(text, position),
    writeFile: async (text: string) =>
      count('writeFile', path) === 'tear' ? torn(text) : original.writeFile(text),
    sync: async () => (count('sync', path), original.sync()),
    close: async () => (count('close', path), original.close()),
  });
}

const { open } = files;
Object.assign(files, {
  open: async (...args: Parameters<typeof open>) => {
    // A file that is only read needs no room.
    count(args[1] === 'r' || args[1] === 'r+' ? 'look' : 'open', args[0]);
    return watched(await open(...args), args[0]);
  },
});
for (const name of ['rename', 'rm', 'mkdir', 'readFile', 'readdir', 'stat', 'chmod'] as const) {
  const original = files[name] as (...args: readonly unknown[]) => Promise<unknown>;
  Object.assign(files, {
    [name]: async (...args: readonly unknown[]) => {
      count(name, args[0]);
      return await original(...args);
    },
  });
}

/** Nobody waits, but everybody sees the same time. */
const clock = {
  now: Date.now,
  monotonicMs: Date.now,
  sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
};

async function work(): Promise<void> {
  const engine = createApikleyEngine({
    jobs: new JobStore(order.folder, { clock }),
    getKey: () => Promise.resolve(order.key),
    baseUrl: order.url,
    uploadBaseUrl: order.uploadUrl,
  });
  const running = engine.transcribe(
    { kind: 'audio', path: order.recording },
    // A careful person, who looks into the account before paying for what may have been paid for.
    { confirm: ({ kind }) => Promise.resolve(kind !== 'start-anew') },
    () => undefined,
    new AbortController().signal,
  );
  const end = await running.then(
    (transcription) => ({ notes: countNotes(transcription), error: undefined }),
    (error: unknown) => ({ notes: undefined, error: asTold(error) }),
  );
  const report: WorkerReport = { calls, ...end };
  process.stdout.write(JSON.stringify(report));
}

function asTold(error: unknown): WorkerError {
  if (!(error instanceof StemstaveError)) {
    return { code: undefined, sentence: String(error), mayHaveBeenCharged: false };
  }
  const { code, message, mayHaveBeenCharged } = error;
  return { code, sentence: message, mayHaveBeenCharged };
}

void work();
