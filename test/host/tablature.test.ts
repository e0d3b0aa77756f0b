import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Midi } from '@tonejs/midi';
import { ScoreView } from './driver/score-view.ts';
import { Session } from './driver/session.ts';
import { waitFor } from './driver/wait.ts';

const WILD = fileURLToPath(
  new URL('../../media/sample/first-light.reference.mid', import.meta.url),
);

let session: Session;

before(async () => {
  session = await Session.start({ files: [{ path: WILD, name: 'beside.mid' }] });
});

after(async () => {
  await session.close();
});

test('tablature of a guitar is shown and hidden, and stays so over a hidden tab, a reload and a closed tab', async () => {
  const midi = new Midi(readFileSync(WILD));
  const [melody] = midi.tracks;
  assert.ok(melody);
  melody.instrument.number = 25;
  melody.name = 'Guitar';
  writeFileSync(session.path('guitar.mid'), midi.toArray());
  const { workbench } = session;
  await workbench.contextMenu('guitar.mid', 'Open as Score');
  await isShown(false);
  await tabButton().click();
  await isShown(true);
  await session.screenshot('tablature');

  await workbench.contextMenu('beside.mid', 'Open as Score');
  await isShown(false);
  await workbench.tab('guitar.mid').click();
  await isShown(true);
  await workbench.command('View: Close Other Editors in Group');
  await workbench.reload();
  await isShown(true);

  await workbench.command('View: Close All Editors');
  await workbench.contextMenu('guitar.mid', 'Open as Score');
  await isShown(true);

  await tabButton().click();
  await isShown(false);
  await workbench.reload();
  await isShown(false);
  assert.deepEqual(readFileSync(session.path('guitar.mid')), Buffer.from(midi.toArray()));
  assert.deepEqual(session.cspViolations(), []);
  assert.deepEqual(session.uncaughtErrors(), []);
});

function tabButton() {
  const name = 'Tablature for guitar and bass';
  return session.workbench.webview.getByRole('button', { name });
}

/** Frets under the notes of the melody, and a button that says so. */
async function isShown(isWanted: boolean): Promise<void> {
  const view = new ScoreView(session.workbench);
  const frets = session.workbench.webview.locator('.stemstave-fret');
  await waitFor(`tablature to be ${isWanted ? 'shown' : 'hidden'}`, async () => {
    const [melody] = await view.readParts();
    const isPressed = (await tabButton().getAttribute('aria-pressed')) === 'true';
    const isDrawn = (await frets.count()) > 0;
    const isAsWanted = isPressed === isWanted && isDrawn === isWanted;
    return isAsWanted && melody !== undefined && melody.noteheads > 0 ? true : undefined;
  });
}
