import type { StandIn } from '../stand-in/stand-in.ts';
import { startWorker, type Bundle } from './bundle.ts';
import type { Mishap, WorkerOrder, WorkerReport } from './crash-worker.ts';
import type { Site } from './site.ts';

/** A process at work on a job, until its end, good or bad. */
export interface Life {
  readonly ended: Promise<LifeEnd>;
  kill(): void;
}

export interface LifeEnd {
  /** `undefined` if it was killed. */
  readonly report: WorkerReport | undefined;
  /** All it said. */
  readonly output: string;
}

/** Starts one. @param at number of the system call at which the mishap happens; 0: none does */
export function live(
  bundle: Bundle,
  { url, uploadUrl, key }: StandIn,
  { folder, recording }: Site,
  at = 0,
  mishap: Mishap = 'killed',
): Life {
  const order: WorkerOrder = { url, uploadUrl, key, folder, recording, at, mishap };
  const worker = startWorker(bundle, order);
  const ended = worker.ended.then(({ output }) => ({ output, report: reportIn(output) }));
  return {
    ended,
    kill: () => {
      worker.kill();
    },
  };
}

function reportIn(output: string): WorkerReport | undefined {
  if (output === '') return undefined;
  return JSON.parse(output) as WorkerReport;
}
