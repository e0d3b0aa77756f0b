import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { STAND_IN_KEY, type StandIn } from '../contract/stand-in/stand-in.ts';
import { longWav } from '../support/long-wav.ts';
import { filesWithText } from './driver/files-with-text.ts';
import type { JobsDriver } from './driver/jobs-view.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { enterKey, startServiceSession, type ServiceSession } from './driver/service-session.ts';
import type { Session } from './driver/session.ts';
import { agreeToPay, errorSentence, progressOf, transcribe } from './driver/transcribing.ts';
import { pause, waitFor } from './driver/wait.ts';

let host: ServiceSession;
let standIn: StandIn;
let session: Session;
let jobs: JobsDriver;
/** What is said of the first separation waits for this, or a slow window would stop the job too late. */
let tell: () => void;
const told = new Promise<void>((resolve) => {
  tell = resolve;
});

before(async () => {
  host = await startServiceSession({
    service: {
      behaviour: {
        // The second separation is begun and charged, and its answer lost; the third takes its time.
        faults: [{ on: 'separate', skip: 1, times: 1, afterwards: true, give: { kind: 'reset' } }],
        pendingPolls: 2,
      },
      atMoment: async (moment, call) => {
        if (moment === 'arrived' && call === 'separation-info') await told;
      },
    },
    tunes: { first: SCALE, second: [...SCALE].reverse(), third: [60, 64, 67] },
  });
  ({ standIn, session, jobs } = host);
  const { page } = session.workbench;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await enterKey(host);
});

beforeEach(async () => {
  await session.workbench.clear();
});

after(async () => {
  await host.close();
});

/** Presses a button that sets a job going; a list that is just being drawn anew lets a click pass unheard. */
async function pressUntilRunning(text: string, button: string): Promise<void> {
  await waitFor(
    'the job to go on',
    async () => {
      await jobs.press(text, button).catch(() => undefined);
      return progressOf(session)
        .waitFor({ timeout: 2000 })
        .then(
          () => true,
          () => undefined,
        );
    },
    60_000,
  );
}

test('an empty list says how to begin', async () => {
  await jobs.show();
  await session.workbench.page.getByText('No recording has been transcribed yet.').waitFor();
  await session.screenshot('jobs-empty');
});

test('before anything is sent, the person reads to whom, what, for how long and at what price', async (t) => {
  const { workbench } = session;
  await transcribe(session, session.path('first.wav'), 'Apikley');
  await workbench.dialog.waitFor();
  await session.screenshot('jobs-consent');
  const text = (await workbench.dialog.innerText()).replace(/\s+/g, ' ');
  t.diagnostic(text);
  for (const part of [
    '“first.wav”',
    '127.0.0.1',
    'MB',
    '3 days',
    '2 paid requests',
    '1000.5 credits',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.deepEqual(
    standIn.wireLog.filter(({ method }) => method === 'POST'),
    [],
  );
  await workbench.button(workbench.dialog, 'Send Recording').click();
});

test('what runs can be watched, and to stop waiting keeps what was paid for', async () => {
  await progressOf(session).waitFor();
  await jobs.show();
  const row = jobs.row('first');
  await row.waitFor();
  await jobs.row('Running').waitFor();
  await waitFor('the separation to be charged', () => standIn.ledger.charges[0]);
  await session.screenshot('jobs-running');
  await jobs.pressUntil('first', 'Stop Waiting', /first.*Stopped/s);
  await progressOf(session).waitFor({ state: 'hidden' });
  assert.ok((await jobs.lines()).some((line) => line.includes('Waiting')));
  assert.equal(standIn.ledger.charges.length, 1);
  tell();
});

test('it is taken up again by reading, and asks before it costs more', async () => {
  const { workbench } = session;
  await pressUntilRunning('first', 'Resume');
  await session.screenshot('jobs-resumed');
  await workbench.dialog.waitFor({ timeout: 60_000 });
  const text = await workbench.dialog.innerText();
  assert.match(text, /notes/);
  assert.match(text, /950\.5/, 'the balance after the separation');
  await workbench.button(workbench.dialog, 'Go On').click();
  await workbench.tab('first.mid').waitFor({ timeout: 60_000 });
  await jobs.row(/first.*55 credits/s).waitFor();
  assert.deepEqual(standIn.ledger.secondCharges, []);
  assert.equal(standIn.ledger.charges.length, 2);
});

test('a request whose answer was lost is shown as such, and checking again pays nothing', async (t) => {
  await transcribe(session, session.path('second.wav'), 'Apikley');
  await agreeToPay(session);
  t.diagnostic(await errorSentence(session));
  await jobs.row(/second.*may have been charged/s).waitFor();
  await session.workbench.command('Notifications: Clear All Notifications');
  await session.screenshot('jobs-unknown');
  const charges = standIn.ledger.charges.length;
  const answer = session.workbench.toast(/charged/);
  // A list that is just being drawn anew lets a click pass unheard; to check again is free.
  await waitFor(
    'the answer to Check Again',
    async () => {
      await jobs.press('second', 'Check Again').catch(() => undefined);
      await answer.waitFor({ timeout: 4000 }).catch(() => undefined);
      return (await answer.isVisible()) ? true : undefined;
    },
    60_000,
  );
  t.diagnostic(await errorSentence(session));
  await jobs.row(/second.*may have been charged/s).waitFor();
  assert.equal(standIn.ledger.charges.length, charges);
});

test('a limit to spending stops a job before it costs anything', async (t) => {
  host.changeSettings({ 'stemstave.apikley.maxCreditsPerJob': 40 });
  const charges = standIn.ledger.charges.length;
  await transcribe(session, session.path('third.wav'), 'Apikley');
  const sentence = await errorSentence(session);
  t.diagnostic(sentence);
  assert.match(sentence, /limit.*40 credits/);
  await session.workbench.button(session.workbench.toast(sentence), 'Open Settings').waitFor();
  assert.equal(standIn.ledger.charges.length, charges);
  await jobs.row(/third.*limit/s).waitFor();
});

test('once raised, the job goes on where it stopped', async () => {
  host.changeSettings({ 'stemstave.apikley.maxCreditsPerMonth': 500 });
  const { dialog } = session.workbench;
  // Until VS Code has read the settings, the old limit holds, and says so again.
  await waitFor(
    'the question before paying',
    async () => {
      await jobs.press('third', 'Try Again').catch(() => undefined);
      await dialog.waitFor({ timeout: 3000 }).catch(() => undefined);
      return (await dialog.isVisible()) ? true : undefined;
    },
    60_000,
  );
  await agreeToPay(session);
  await session.workbench.tab('third.mid').waitFor({ timeout: 60_000 });
  await jobs.row(/third.*55 credits/s).waitFor();
  assert.equal(standIn.wireLog.filter(({ call }) => call === 'upload').length, 3);
  assert.equal((await jobs.lines()).filter((line) => line.includes('third')).length, 1);
});

test('the history tells what was spent, by month and request', async (t) => {
  // The month stands there before what it holds.
  const lines = await waitFor('the requests of the month', async () => {
    const shown = await jobs.spending();
    return shown.some((line) => line.includes('first.wav')) ? shown : undefined;
  });
  t.diagnostic(lines.join(' | '));
  await session.screenshot('jobs-spending');
  assert.match(lines[0] ?? '', /of 500 credits/);
  assert.equal(lines.filter((line) => line.includes('first.wav')).length, 2);
  assert.ok(lines.some((line) => line.includes('second.wav') && line.includes('perhaps charged')));
});

test('a report can be copied that helps and tells nothing private', async (t) => {
  const { page } = session.workbench;
  const report = await waitFor(
    'the report in the clipboard',
    async () => {
      // A list that is just being drawn anew closes the menu.
      await jobs.menu('second', 'Copy Diagnostic Report');
      await pause(1000);
      const text = await page.evaluate(() => navigator.clipboard.readText());
      return text.startsWith('# Stemstave') ? text : undefined;
    },
    60_000,
  );
  t.diagnostic(report);
  assert.match(report, /separation.*unknown/);
  assert.match(report, /network-cut-off/);
  for (const secret of [STAND_IN_KEY, 'second.wav', session.workspace, '/files/']) {
    assert.ok(!report.includes(secret), secret);
  }
});

test('a recording that is too large is sent as a smaller copy, and the score lies beside the original', async (t) => {
  const { workbench } = session;
  writeFileSync(session.path('large.wav'), longWav(125));
  await transcribe(session, session.path('large.wav'), 'Apikley');
  await workbench.dialog.waitFor({ timeout: 60_000 });
  await session.screenshot('jobs-too-large');
  const text = (await workbench.dialog.innerText()).replace(/\s+/g, ' ');
  t.diagnostic(text);
  for (const part of ['22.9 MB', '20.0 MB', '5.3 MB', 'mono']) assert.ok(text.includes(part), part);
  await workbench.button(workbench.dialog, 'Make Smaller Copy').click();
  await workbench.dialog.getByText('Pay for').waitFor({ timeout: 60_000 });
  await agreeToPay(session);
  await workbench.tab('large.mid').waitFor({ timeout: 60_000 });
  const sent = standIn.wireLog.findLast(({ call }) => call === 'upload')?.file;
  assert.equal(sent?.contentType, 'audio/wav');
  assert.equal(sent.sizeBytes, 44 + 2 * 22_050 * 125);
  await jobs.row(/large.*55 credits/s).waitFor();
});

test('its stems are downloaded into a folder beside it', async () => {
  const folder = session.path('large stems');
  await waitFor(
    'the folder of the stems',
    async () => {
      // A list that is just being drawn anew lets a click pass unheard.
      await jobs.press(/large.*55 credits/s, 'Download Stems').catch(() => undefined);
      return waitFor('the folder', () => (existsSync(folder) ? true : undefined), 5000).catch(
        () => undefined,
      );
    },
    60_000,
  );
  const names = await waitFor(
    'the stems',
    () => {
      const found = readdirSync(folder);
      return found.length === 3 && found.every((name) => name.endsWith('.mp3')) ? found : undefined;
    },
    60_000,
  );
  assert.deepEqual(names.sort(), ['Bass.mp3', 'Drums.mp3', 'Keyboard.mp3']);
});

test('a recording of more than eight minutes is sent on the word of the person only', async (t) => {
  const { workbench } = session;
  writeFileSync(session.path('long.wav'), longWav(500, { rate: 8000, channels: 1 }));
  const uploads = (): number => standIn.wireLog.filter(({ call }) => call === 'upload').length;
  const before = uploads();
  await transcribe(session, session.path('long.wav'), 'Apikley');
  await workbench.dialog.waitFor({ timeout: 60_000 });
  await session.screenshot('jobs-too-long');
  const text = (await workbench.dialog.innerText()).replace(/\s+/g, ' ');
  t.diagnostic(text);
  assert.match(text, /“long\.wav” is 8:20 long.*8 minutes/);
  await workbench.button(workbench.dialog, 'Cancel').click();
  await progressOf(session).waitFor({ state: 'hidden' });
  assert.equal(uploads(), before);
  await transcribe(session, session.path('long.wav'), 'Apikley');
  await workbench.button(workbench.dialog, 'Send Anyway').click({ timeout: 60_000 });
  await workbench.dialog.getByText('Pay for').waitFor({ timeout: 60_000 });
  await agreeToPay(session);
  await workbench.tab('long.mid').waitFor({ timeout: 60_000 });
  assert.equal(uploads(), before + 1);
});

test('the score of a finished job opens from the list, also after a reload', async () => {
  await session.workbench.reload();
  await jobs.show();
  const tab = session.workbench.tab('first.mid');
  await waitFor(
    'the score',
    async () => {
      // A list that is just being drawn anew lets a click pass unheard.
      await jobs
        .row(/first.*55 credits/s)
        .click({ timeout: 10_000 })
        .catch(() => undefined);
      await tab.waitFor({ timeout: 5000 }).catch(() => undefined);
      return (await tab.isVisible()) ? true : undefined;
    },
    60_000,
  );
  await session.screenshot('jobs-light');
  await session.workbench.chooseTheme('Dark Modern');
  await jobs.show();
  await session.screenshot('jobs-dark');
});

test('what the command line alone has paid for is not paid for again', async () => {
  writeFileSync(session.path('fourth.wav'), tuneAsWav([62, 66, 69]));
  const home = join(session.folder.root, 'home');
  const out = join(session.folder.root, 'out');
  mkdirSync(out);
  const flags = ['--engine', 'apikley', '--allow-upload', '--out', out];
  await promisify(execFile)(
    process.execPath,
    ['dist/cli.js', 'transcribe', session.path('fourth.wav'), ...flags],
    {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: {
        ...process.env,
        HOME: home,
        XDG_STATE_HOME: join(home, '.local/state'),
        XDG_CONFIG_HOME: join(home, '.config'),
        XDG_DATA_HOME: join(home, '.local/share'),
        STEMSTAVE_JOBS: '',
        STEMSTAVE_APIKLEY_KEY: STAND_IN_KEY,
        STEMSTAVE_APIKLEY_BASE_URL: standIn.url,
        STEMSTAVE_APIKLEY_UPLOAD_BASE_URL: standIn.uploadUrl,
      },
    },
  );
  const requests = standIn.wireLog.length;
  await jobs.show();
  await jobs.row(/fourth.*55 credits/s).waitFor();
  await transcribe(session, session.path('fourth.wav'), 'Apikley');
  await session.workbench.tab('fourth.mid').waitFor({ timeout: 60_000 });
  assert.equal(standIn.wireLog.length, requests);
});

test('a recording whose score is in the project is not paid for again before that is offered', async (t) => {
  const { workbench } = session;
  mkdirSync(session.path('scores'));
  renameSync(session.path('third.mid'), session.path('scores/under another name.mid'));
  const posts = standIn.wireLog.filter(({ method }) => method === 'POST').length;
  const offer = async (): Promise<string> => {
    await transcribe(session, session.path('third.wav'), 'Apikley');
    await workbench.dialog.waitFor();
    return (await workbench.dialog.innerText()).replace(/\s+/g, ' ');
  };
  const text = await offer();
  t.diagnostic(text);
  assert.match(text, /third\.wav.*already.*under another name\.mid is its score.*costs nothing/);
  await workbench.button(workbench.dialog, 'Open the Existing Score').click();
  await workbench.tab('under another name.mid').waitFor();
  rmSync(join(session.folder.userData, 'User/globalStorage/stemstave.stemstave/jobs'), {
    recursive: true,
  });
  assert.match(await offer(), /is paid for again/);
  await session.screenshot('jobs-already-paid');
  await workbench.button(workbench.dialog, 'Transcribe Again').click();
  await agreeToPay(session);
  await workbench.tab('third.mid').waitFor({ timeout: 60_000 });
  assert.equal(standIn.wireLog.filter(({ method }) => method === 'POST').length, posts + 3);
});

test('no key is in any file or message', () => {
  assert.deepEqual(filesWithText(session.folder.root, STAND_IN_KEY), []);
  assert.deepEqual(standIn.problems, []);
  assert.deepEqual(
    session.consoleLines.filter((line) => line.includes(STAND_IN_KEY)),
    [],
  );
});
