import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { STAND_IN_KEY, startStandIn, type StandIn } from '../contract/stand-in/stand-in.ts';
import { JobsDriver } from './driver/jobs-view.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { Session } from './driver/session.ts';
import { agreeToPay, progressOf, transcribe } from './driver/transcribing.ts';
import { waitFor } from './driver/wait.ts';

let standIn: StandIn;
let session: Session;
let jobs: JobsDriver;

before(async () => {
  standIn = await startStandIn({
    behaviour: {
      faults: [{ on: 'midi-info', give: { kind: 'code', code: 455, msg: 'Later' } }],
    },
  });
  session = await Session.start({
    machineSettings: {
      'stemstave.apikley.baseUrl': standIn.url,
      'stemstave.apikley.uploadBaseUrl': standIn.uploadUrl,
    },
  });
  jobs = new JobsDriver(session.workbench);
  for (const name of ['left', 'stopped']) {
    writeFileSync(session.path(`${name}.wav`), tuneAsWav(name === 'left' ? SCALE : [60, 64, 67]));
  }
  const { workbench } = session;
  await workbench.command('Stemstave: Set Apikley API Key…');
  await workbench.answer(STAND_IN_KEY);
  await workbench.toast('The key works').waitFor();
  await workbench.clear();
});

after(async () => {
  await session.close();
  await standIn.close();
});

function looksAtNotes(): number {
  return standIn.wireLog.filter(({ call }) => call === 'midi-info').length;
}

/** Transcribes up to where the notes are paid for and waited for. */
async function paidFor(name: string): Promise<void> {
  const charges = standIn.ledger.charges.length;
  const looks = looksAtNotes();
  await transcribe(session, session.path(`${name}.wav`), 'Apikley');
  const { dialog } = session.workbench;
  await dialog.waitFor();
  if ((await dialog.innerText()).includes('Send')) {
    await session.workbench.button(dialog, 'Send Recording').click();
  } else {
    await agreeToPay(session);
  }
  await waitFor(
    'the notes to be looked for',
    () =>
      standIn.ledger.charges.length === charges + 2 && looksAtNotes() > looks ? true : undefined,
    60_000,
  );
}

test('a job that was stopped by hand stays stopped; one that was cut off goes on by itself', async () => {
  const { workbench } = session;
  await paidFor('stopped');
  await jobs.show();
  await jobs.row('stopped').waitFor();
  await jobs.pressUntil('stopped', 'Stop Waiting', /stopped.*Stopped/s);
  await paidFor('left');
  const posts = standIn.wireLog.filter(({ method }) => method === 'POST').length;
  await workbench.reload();
  standIn.heal();
  await waitFor(
    'the score of the job that was cut off',
    () => (existsSync(session.path('left.mid')) ? true : undefined),
    90_000,
  );
  await jobs.show();
  await jobs.row(/left.*55 credits/s).waitFor();
  await progressOf(session).waitFor({ state: 'hidden' });
  await session.screenshot('jobs-went-on');
  assert.equal(standIn.wireLog.filter(({ method }) => method === 'POST').length, posts);
  assert.deepEqual(standIn.ledger.secondCharges, []);
  assert.equal(await workbench.page.locator('.notification-toast').count(), 0, 'no toast');
  assert.equal(await workbench.tab('left.mid').count(), 0, 'nothing is opened unasked');
  assert.ok(!existsSync(session.path('stopped.mid')));
  await jobs.row(/stopped.*Stopped/s).waitFor();
  assert.deepEqual(standIn.problems, []);
});
