import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { startStandIn, STAND_IN_KEY } from './stand-in/stand-in.ts';

const JSON_TYPE = 'application/json';

interface Answer {
  readonly code: number;
  readonly msg: string;
  readonly data: unknown;
}

/** Calls the stand-in as any other program would. */
async function call(url: string, body?: unknown, key = STAND_IN_KEY): Promise<Answer> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': JSON_TYPE };
  const request =
    body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const reply = await fetch(url, request);
  assert.equal(reply.status, 200, 'business errors come with HTTP 200');
  return (await reply.json()) as Answer;
}

test('the stand-in answers as the service was seen to', async (t) => {
  const standIn = await startStandIn();
  t.after(() => standIn.close());
  const api = `${standIn.url}/api/v1`;
  const separation = { taskId: standIn.separationTaskId };
  const callBackUrl = 'https://example.com/x';
  const seen: readonly (readonly [string, unknown, number, RegExp])[] = [
    ['/midi/generate', separation, 422, /^Please enter callBackUrl\.$/],
    ['/midi/generate', { taskId: 'none', callBackUrl }, 422, /^Record does not exist$/],
    ['/midi/generate', { ...separation, callBackUrl, audioId: 'none' }, 422, /audioId/],
    ['/midi/record-info?taskId=none', undefined, 200, /success/],
    ['/vocal-removal/generate', { callBackUrl, type: 'split_stem' }, 422, /taskId and audioId/],
    [
      '/vocal-removal/generate',
      { callBackUrl, audioUrl: 'https://h/a', audioId: 'a' },
      422,
      /exclusive/,
    ],
    ['/vocal-removal/generate', { callBackUrl, audioUrl: 'https://h/a', extra: 1 }, 400, /extra/],
    ['/generate/upload-cover', { callBackUrl, uploadUrl: 'https://h/a' }, 422, /customMode/],
  ];
  for (const [path, body, code, msg] of seen) {
    const answer = await call(api + path, body);
    assert.equal(answer.code, code, path);
    assert.match(answer.msg, msg);
    assert.equal(answer.data, null);
  }
  assert.equal((await call(`${api}/chat/credit`, undefined, 'another-key')).code, 401);
  assert.deepEqual(standIn.ledger.charges, []);
});

test('a file that cannot be fetched is charged, and fails only later', async (t) => {
  const standIn = await startStandIn({ behaviour: { pendingPolls: 0 } });
  t.after(() => standIn.close());
  const body = {
    audioUrl: 'https://no.such.host/a',
    type: 'split_stem',
    callBackUrl: 'https://e/x',
  };
  const api = `${standIn.url}/api/v1/vocal-removal`;
  const { data } = await call(`${api}/generate`, body);
  const { taskId } = data as { taskId: string };
  const record = await call(`${api}/record-info?taskId=${taskId}`);
  assert.equal((record.data as { errorMessage: string }).errorMessage, 'File fetch failed');
  assert.equal(standIn.ledger.charges.length, 1);
});

test('started by hand it prints its addresses, and on Ctrl+C what it was asked', async () => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/contract/stand-in/main.ts', '--port', '0', '--scenario', 'cover'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.setEncoding('utf8');
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let isAsked = false;
  for await (const chunk of child.stdout as AsyncIterable<string>) {
    output += chunk;
    const url = /^API +(http:\/\/127\.0\.0\.1:\d+)$/m.exec(output)?.[1];
    if (isAsked || url === undefined || !output.includes('Separation')) continue;
    isAsked = true;
    await call(`${url}/api/v1/chat/credit`);
    child.kill('SIGINT');
  }
  assert.equal(await ended, 0);
  assert.match(output, /GET \/api\/v1\/chat\/credit -> 200; key in: header authorization/);
  assert.match(output, /Balance: 1000\.5/);
});
