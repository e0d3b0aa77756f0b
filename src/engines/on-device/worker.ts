import { parentPort, workerData } from 'node:worker_threads';
import { assertNever } from '../../errors.ts';
import { conduct } from './conductor.ts';
import { serveListener } from './listener.ts';
import type { JobMessage, WorkerJob } from './messages.ts';

const job = workerData as WorkerJob;
switch (job.role) {
  case 'conductor':
    void conduct(job, (message: JobMessage) => parentPort?.postMessage(message));
    break;
  case 'listener':
    serveListener(job);
    break;
  default:
    assertNever(job);
}
