import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { StandIn } from '../contract/stand-in/stand-in.ts';
import type { JobsDriver } from './driver/jobs-view.ts';
import { SCALE } from './driver/recordings.ts';
import { enterKey, startServiceSession, type ServiceSession } from './driver/service-session.ts';
import type { Session } from './driver/session.ts';
import { agreeToPay, progressOf, transcribe } from './driver/transcribing.ts';
import { waitFor } from './driver/wait.ts';

let host: ServiceSession;
let standIn: StandIn;
let session: Session;
let jobs: JobsDriver;

before(async () => {
  host = await startServiceSession({
    service: {
      behaviour: {
        faults: [{ on: 'midi-info', give: { kind: 'code', code: 455, msg: 'Later' } }],
      },
    },
    tunes: { left: SCALE, stopped: [60, 64, 67] },
  });
  ({ standIn, session, jobs } = host);
  await enterKey(host);
  await session.workbench.clear();
});

after(async () => {
  await host.close();
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
