import * as v from 'valibot';
import { JOB_VERSION, jobKey, parseJob, sourceSchema, type Job } from './job.ts';

const recordV1 = v.looseObject({
  version: v.literal(1),
  service: v.string(),
  source: sourceSchema,
  outcome: v.picklist(['open', 'done', 'failed', 'abandoned']),
  steps: v.array(v.looseObject({ name: v.string(), state: v.string() })),
});

/** Options of all jobs there were before they were written down. */
const OPTIONS_V1 = { route: 'auto', coverModel: 'V5' } as const;

/** A record of version 1 as one of today's; `undefined` if it is none. */
export function jobOfV1(value: unknown): Job | undefined {
  const read = v.safeParse(recordV1, value);
  if (!read.success) return undefined;
  const { outcome, ...rest } = read.output;
  return parseJob({
    ...rest,
    version: JOB_VERSION,
    key: jobKey(rest.service, rest.source, OPTIONS_V1),
    options: OPTIONS_V1,
    state: outcome === 'open' ? stateOf(rest.steps.at(-1)) : outcome,
    quote: { paidCalls: 0 },
    consents: [],
  });
}

function stateOf(last: { name: string; state: string } | undefined): Job['state'] {
  if (last === undefined) return 'quoted';
  if (last.name === 'upload') return last.state === 'done' ? 'uploaded' : 'uploading';
  if (last.state === 'unknown') return 'unknown';
  if (last.name === 'midi') return 'generating';
  return last.name === 'cover' ? 'covering' : 'separating';
}
