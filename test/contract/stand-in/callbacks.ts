import { createHmac } from 'node:crypto';

/** A call as the service makes it, or as somebody else would. */
export interface Call {
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

/** The documented bodies of calls about a task, by where they have its id. */
export function callsAbout(taskId: string): readonly unknown[] {
  const instruments = [
    { name: 'Drums', notes: [{ pitch: 73, start: '0.03', end: '0.18', velocity: 1 }] },
  ];
  return [
    { task_id: taskId, code: 200, msg: 'success', data: { state: 'complete', instruments } },
    { code: 200, msg: 'success', data: { taskId, state: 'complete' } },
    { code: 200, msg: 'done', data: { task_id: taskId, vocal_separation_info: { vocal_url: '' } } },
    { code: 400, msg: 'failed', data: { task_id: taskId, vocal_removal_info: null } },
    { code: 200, msg: 'ok', data: { callbackType: 'first', task_id: taskId, data: [] } },
  ];
}

/** The headers of a call signed with the account's key. */
export function signed(taskId: string, hmacKey: string, atMs = Date.now()) {
  const timestamp = String(Math.floor(atMs / 1000));
  const signature = createHmac('sha256', hmacKey).update(`${taskId}.${timestamp}`).digest('base64');
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature': signature };
}

/** Makes a call. @returns the status it is answered with */
export async function call(url: string, { body, headers = {}, method = 'POST' }: Call) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  await response.text();
  return response.status;
}
