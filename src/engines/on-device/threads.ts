import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A thread whose console goes nowhere: decoders complain there, and what matters comes as an error. */
export function quietWorker(path: string, options: WorkerOptions): Worker {
  const worker = new Worker(path, { ...options, stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
