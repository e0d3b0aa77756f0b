import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CancelledError, StemstaveError } from '../errors.ts';
import type { ScoreAnswer, ScoreRequest, ScoreResults } from './score-requests.ts';

/** Longest any one score may take; the largest files we accept need a small part of it. */
const LIMIT_MS = 120_000;

/** Runs score work in a thread of its own, one per request, so that it can be ended at any moment. */
export class ScoreService {
  readonly #workerPath: string;

  constructor(workerPath: string) {
    this.#workerPath = workerPath;
  }

  /**
   * @throws {StemstaveError} with the reason; `score-timeout` when it takes longer than two minutes
   * @throws {CancelledError} when `signal` aborts
   */
  async run<Request extends ScoreRequest>(
    request: Request,
    signal: AbortSignal,
  ): Promise<ScoreResults[Request['kind']]> {
    if (signal.aborted) throw new CancelledError();
    const worker = new Worker(this.#workerPath);
    try {
      const answer = await firstAnswer(worker, request, signal);
      if (!answer.ok) {
        throw new StemstaveError(answer.code, answer.sentence, { cause: answer.detail });
      }
      // The worker answers a request of one kind with the result of that kind.
      return answer.result as ScoreResults[Request['kind']];
    } finally {
      await worker.terminate();
    }
  }
}

async function firstAnswer(
  worker: Worker,
  request: ScoreRequest,
  signal: AbortSignal,
): Promise<ScoreAnswer> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  try {
    const message = once(worker, 'message', { signal: AbortSignal.any([signal, limit]) });
    worker.postMessage(request);
    const [answer] = (await message) as [ScoreAnswer];
    return answer;
  } catch (cause) {
    if (signal.aborted) throw new CancelledError();
    if (limit.aborted) {
      throw new StemstaveError(
        'score-timeout',
        'This music takes too long to write as notation. Try a shorter file.',
      );
    }
    throw new StemstaveError('score-failed', 'This music could not be written as notation.', {
      cause,
    });
  }
}
