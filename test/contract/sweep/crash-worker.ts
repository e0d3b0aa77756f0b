import files from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { sep } from 'node:path';
import { createApikleyEngine } from '../../../src/engines/apikley/apikley-engine.ts';
import { JobStore } from '../../../src/jobs/job-store.ts';

/** What a worker is told to do. */
export interface WorkerOrder {
  readonly url: string;
  readonly uploadUrl: string;
  readonly key: string;
  readonly folder: string;
  readonly recording: string;
  /** Dies right before the system call of this number (the first is 1); 0 lives, and counts them. */
  readonly dieBefore: number;
  /** Dies in the middle of that call, where it writes. */
  readonly isTorn: boolean;
}

const order = JSON.parse(process.argv[2] ?? '') as WorkerOrder;
/** The system calls on files of the store so far, each as room and name. */
const calls: string[] = [];

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal comes when it comes; nothing may happen in between.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** Counts a call, and dies before it if its turn has come. */
function count(name: string, path: unknown): 'go on' | 'tear' {
  if (typeof path !== 'string' || !path.startsWith(order.folder)) return 'go on';
  const [room = ''] = path.slice(order.folder.length + 1).split(sep);
  calls.push(`${['locks', 'pace', 'results'].includes(room) ? room : 'journal'} ${name}`);
  if (calls.length !== order.dieBefore) return 'go on';
  return order.isTorn && name.startsWith('write') ? 'tear' : die();
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
    write: (text: string, position: number) =>
      count('write', path) === 'tear' ? torn(text) : original.write(text, position),
    writeFile: (text: string) =>
      count('writeFile', path) === 'tear' ? torn(text) : original.writeFile(text),
    sync: () => (count('sync', path), original.sync()),
    close: () => (count('close', path), original.close()),
  });
}

const { open } = files;
Object.assign(files, {
  open: async (...args: Parameters<typeof open>) => {
    count('open', args[0]);
    return watched(await open(...args), args[0]);
  },
});
for (const name of ['rename', 'rm', 'mkdir', 'readFile', 'readdir', 'stat', 'chmod'] as const) {
  const original = files[name] as (...args: readonly unknown[]) => unknown;
  Object.assign(files, {
    [name]: (...args: readonly unknown[]) => (count(name, args[0]), original(...args)),
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
  await engine.transcribe(
    { kind: 'audio', path: order.recording },
    { confirm: () => Promise.resolve(true) },
    () => undefined,
    new AbortController().signal,
  );
  process.stdout.write(JSON.stringify(calls));
}

void work();
