import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A thread whose console goes nowhere: decoders complain there, and what matters comes as an error. */
export function quietWorker(path: string, options: WorkerOptions): Worker {
  const worker = new Worker(path, { ...options, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Ends a process that a thread has started: a thread that is terminated cannot do so. */
export function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
