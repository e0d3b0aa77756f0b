import * as v from 'valibot';
import { readFields, text, toNumber } from './lenient.ts';

const schema = v.object({ taskId: text, task_id: text });

/** Reads the id of a new task from the `data` of the reply; `undefined` if there is none. */
export function parseTaskId(data: unknown): string | undefined {
  const fields = readFields(schema, data);
  return fields?.taskId ?? fields?.task_id;
}

/** Reads the account's balance, in the service's credits, from the `data` of the reply. */
export function parseCredits(data: unknown): number | undefined {
  return toNumber(data);
}
