import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { call, callsAbout } from '../contract/stand-in/callbacks.ts';
import { STAND_IN_KEY, startStandIn, type StandIn } from '../contract/stand-in/stand-in.ts';
import { startCountingProxy, type CountingProxy } from './driver/counting-proxy.ts';
import { SCALE } from './driver/recordings.ts';
import { enterKey, startServiceSession, type ServiceSession } from './driver/service-session.ts';
import { HOST, type Session } from './driver/session.ts';
import { errorSentence, transcribe } from './driver/transcribing.ts';
import { waitFor } from './driver/wait.ts';

let host: ServiceSession;
let standIn: StandIn;
let session: Session;
let proxy: CountingProxy;
/** Where the settings of a folder lead that is not to be trusted. */
let trap: StandIn;

before(async () => {
  trap = await startStandIn();
  host = await startServiceSession({
    restricted: true,
    tunes: { scale: SCALE, chord: [60, 64, 67] },
  });
  ({ standIn, session } = host);
  proxy = await startCountingProxy(standIn.url);
});

beforeEach(async () => {
  await session.workbench.clear();
});

after(async () => {
  await host.close();
  await Promise.all([trap.close(), proxy.close()]);
});

/** Tries the key until what comes of it is what it should be: settings are read with delay. */
async function tryKeyUntil(expected: RegExp): Promise<void> {
  const { workbench } = session;
  await workbench.command('Stemstave: Set Apikley API Key…');
  const answer = workbench.toast(expected).or(workbench.inputMessage.filter({ hasText: expected }));
  await waitFor(
    String(expected),
    async () => {
      if (await workbench.inputBox.isVisible()) await workbench.answer(STAND_IN_KEY);
      await answer.waitFor({ timeout: 3000 }).catch(() => undefined);
      return (await answer.isVisible()) ? true : undefined;
    },
    60_000,
  );
  await workbench.page.keyboard.press('Escape');
}

test('what a folder that is not trusted says of where to send, and what to run, is not heard', async (t) => {
  const program = session.path('ffmpeg.sh');
  const trace = session.path('it-ran');
  writeFileSync(program, `#!/bin/sh\ntouch '${trace}'\n`, { mode: 0o755 });
  mkdirSync(session.path('.vscode'));
  const settings = {
    'stemstave.apikley.baseUrl': trap.url,
    'stemstave.apikley.uploadBaseUrl': trap.uploadUrl,
    'stemstave.ffmpegPath': program,
    'http.proxy': proxy.url,
  };
  writeFileSync(session.path('.vscode/settings.json'), JSON.stringify(settings));
  // A file that only ffmpeg could read.
  const sound = Buffer.alloc(4096);
  sound.write('\0\0\0 ftypM4A ', 'latin1');
  writeFileSync(session.path('strange.m4a'), sound);
  await transcribe(session, session.path('strange.m4a'));
  t.diagnostic(await errorSentence(session));
  await session.workbench.clear();
  await enterKey(host);
  assert.ok(!existsSync(trace));
  assert.deepEqual([trap.wireLog.length, proxy.tunnels.length], [0, 0]);
  assert.deepEqual(
    standIn.wireLog.map(({ call: name }) => name),
    ['credits'],
  );
});

test('nothing is sent from it, and it is said why', async (t) => {
  await transcribe(session, session.path('scale.wav'), 'Apikley');
  const sentence = await errorSentence(session);
  await session.screenshot('untrusted');
  t.diagnostic(sentence);
  assert.match(sentence, /only from workspaces you trust/);
  assert.equal(standIn.wireLog.length, 1);
});

test('this computer writes its recordings down all the same', async () => {
  await transcribe(session, session.path('scale.wav'));
  await session.workbench.tab('scale.mid').waitFor({ timeout: 60_000 });
});

test('once it is trusted, recordings are sent, and calls of the service come through VS Code', async (t) => {
  const { workbench } = session;
  host.changeSettings({ 'stemstave.apikley.receiveCallbacks': true });
  await workbench.command('Workspaces: Manage Workspace Trust');
  await workbench.page.locator('.workspace-trust-editor').waitFor();
  await session.screenshot('trust');
  await workbench.page
    .locator('.workspace-trust-editor .monaco-button')
    .filter({ hasText: 'Trust' })
    .first()
    .click();
  await workbench.clear();
  await transcribe(session, session.path('chord.wav'), 'Apikley');
  await workbench.button(workbench.dialog, 'Send Recording').click();
  await workbench.tab('chord.mid').waitFor({ timeout: 60_000 });
  const paid = standIn.wireLog.filter(({ call: name }) => name === 'separate' || name === 'midi');
  assert.equal(paid.length, 2);
  for (const { fields } of paid) {
    const address = String(fields['callBackUrl']);
    t.diagnostic(address.replace(/[\w-]{20,}/, '…'));
    assert.ok(address.startsWith(`${session.server.url}/proxy/`), 'through VS Code');
    const [body] = callsAbout('any-task');
    assert.equal(await call(address, { body }), 200);
    assert.equal(await call(`${address}x`, { body }), 404);
  }
});

// It reloads VS Code three times, and its proxy settings are the same on all versions.
const skip = HOST === 'floor' && 'seen on the newest VS Code';
test(
  'the proxy, the hosts that need none and the strictness of VS Code hold',
  { skip },
  async () => {
    const looks = (): number =>
      standIn.wireLog.filter(({ call: name }) => name === 'credits').length;
    const before = looks();
    const way = { 'http.proxy': proxy.url };
    host.changeSettings({ 'stemstave.apikley.baseUrl': proxy.hostUrl });
    await host.changeUserSettings(way);
    await tryKeyUntil(/certificate is not one this computer trusts/);
    assert.deepEqual([...new Set(proxy.tunnels)], [`${new URL(proxy.hostUrl).host}:443`]);
    assert.equal(looks(), before, 'the key was not sent');

    await host.changeUserSettings({ ...way, 'http.proxyStrictSSL': false });
    await tryKeyUntil(/The key works/);
    assert.ok(looks() > before);

    await host.changeUserSettings({ ...way, 'http.noProxy': ['*.stems.example'] });
    const tunnels = proxy.tunnels.length;
    await tryKeyUntil(/cannot be found on the network/);
    assert.equal(proxy.tunnels.length, tunnels, 'the proxy was not asked');
  },
);

test('no key is in any message', () => {
  assert.deepEqual(
    session.consoleLines.filter((line) => line.includes(STAND_IN_KEY)),
    [],
  );
  assert.deepEqual([...standIn.problems, ...trap.problems], []);
});
