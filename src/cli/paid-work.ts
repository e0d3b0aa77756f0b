import { createApikleyEngine } from '../engines/apikley/apikley-engine.ts';
import { ownOriginOf } from '../engines/apikley/addresses.ts';
import type {
  ApikleyEngine,
  ApikleyOptions,
  ApikleyResult,
} from '../engines/apikley/engine-types.ts';
import { stemsRefused } from '../engines/apikley/flow/notes.ts';
import { proxyFromEnvironment } from '../engines/apikley/http/proxy.ts';
import { fetchStems } from '../engines/apikley/stems.ts';
import type { EngineProgress } from '../engines/engine.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { answer } from './answer.ts';
import type { PaidOptions } from './arguments.ts';
import type { Heard } from './listen.ts';

/** What every command that works through the service needs. */
export interface PaidWork {
  readonly engine: ApikleyEngine;
  readonly options: ApikleyOptions;
  /** What a result is to the rest of the program. */
  readonly heardOf: (result: ApikleyResult) => Heard;
}

/** The key comes from the environment, never from the command line. */
export function paidWork(
  store: JobStore,
  { answers, caps }: PaidOptions,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal,
): PaidWork {
  const { env } = process;
  const network = proxyFromEnvironment(env);
  const baseUrl = env['STEMSTAVE_APIKLEY_BASE_URL'];
  const engine = createApikleyEngine({
    jobs: store,
    getKey: () => Promise.resolve(env['STEMSTAVE_APIKLEY_KEY']),
    baseUrl,
    uploadBaseUrl: env['STEMSTAVE_APIKLEY_UPLOAD_BASE_URL'],
    transportOptions: network,
  });
  return {
    engine,
    options: {
      confirm: (question, balance) => answer(question, balance, answers, signal),
      caps: () => caps,
    },
    heardOf: ({ transcription, receipt }) => {
      const { jobId, sourceName, sourceSha256, taskIds, withoutStems } = receipt;
      if (withoutStems.length > 0) {
        process.stderr.write(`\n${stemsRefused(withoutStems).message}\n`);
      }
      return {
        transcription,
        provenance: { engine: 'apikley', sourceName, sourceSha256, taskIds },
        saveStems: async (folder) => {
          const stems = (await store.find(jobId))?.job.stems ?? [];
          const download = { network, ownOrigin: ownOriginOf(baseUrl) };
          const { clock } = store;
          return fetchStems({ stems, folder, download, clock, onProgress }, signal);
        },
      };
    },
  };
}
