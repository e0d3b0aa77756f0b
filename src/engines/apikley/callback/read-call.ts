import * as v from 'valibot';
import { parseJson, readFields, record, text } from '../wire/lenient.ts';

/** Where the documented calls have the task: at the top or in `data`, in either spelling. */
const fields = { task_id: text, taskId: text };
const schema = v.object({ ...fields, data: record });
const dataSchema = v.object(fields);

/**
 * Reads which task a call is about; `undefined` if it names none. Whatever else the call says is not
 * read: anybody could have said it.
 */
export function readCall(body: string): string | undefined {
  const call = readFields(schema, parseJson(body));
  const data = readFields(dataSchema, call?.data);
  const taskId = call?.task_id ?? call?.taskId ?? data?.task_id ?? data?.taskId;
  return taskId !== undefined && /^[\w-]{1,128}$/.test(taskId) ? taskId : undefined;
}
