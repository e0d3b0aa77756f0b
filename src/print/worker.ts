import { parentPort } from 'node:worker_threads';
import { printScore } from './print-score.ts';
import type { PrintMessage, PrintRequest } from './requests.ts';

/** Thread entry: engraving a long score takes seconds, which nobody should have to share. */
parentPort?.once('message', (request: PrintRequest) => {
  void printScore(request, (share) => {
    say({ kind: 'progress', share });
  }).then(
    (files) => {
      say({ kind: 'done', files });
    },
    (error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say({ kind: 'failed', detail });
    },
  );
});

function say(message: PrintMessage): void {
  parentPort?.postMessage(message);
}
