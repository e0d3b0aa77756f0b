import { mkdtemp, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** A script of this folder as a program of one file, which starts fast. */
export interface Bundle {
  readonly path: string;
  remove(): Promise<void>;
}

export async function bundleOf(script: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'stemstave-sweep-'));
  const path = join(folder, 'worker.cjs');
  await build({
    entryPoints: [join(process.cwd(), 'test/contract/sweep', script)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: path,
    logLevel: 'error',
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A process of its own. */
export interface Worker {
  /** All it said, once it is gone. */
  readonly ended: Promise<{ readonly output: string }>;
  kill(): void;
}

export function startWorker(bundle: Bundle, order: unknown, flags: readonly string[] = []): Worker {
  const child = spawn(process.execPath, [...flags, bundle.path, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = new Promise<{ readonly output: string }>((resolve) => {
    child.once('close', () => {
      resolve({ output });
    });
  });
  return {
    ended,
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
