import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ScoreView } from './driver/score-view.ts';
import { SAMPLE, Session } from './driver/session.ts';
import { waitFor } from './driver/wait.ts';

/** The same music as the sample recording, written by another program than ours. */
const SCORE = fileURLToPath(
  new URL('../../media/sample/first-light.reference.mid', import.meta.url),
);

let session: Session;

before(async () => {
  // As *Download Stems* and the command line leave them; any recording does for a stem.
  const stems = ['Bass', 'Drums', 'Vocals'].map((name) => ({
    path: SAMPLE,
    name: `first-light stems/${name}.ogg`,
  }));
  session = await Session.start({
    files: [SAMPLE, { path: SCORE, name: 'first-light.mid' }, ...stems],
  });
});

after(async () => {
  await session.close();
});

test('the recording beside the score plays, then its stems, and the cursor moves with them', async (t) => {
  const { workbench } = session;
  await workbench.contextMenu('first-light.mid', 'Open as Score');
  await new ScoreView(workbench).readParts();
  const { webview } = workbench;
  const source = webview.getByRole('combobox', { name: 'What is heard' });
  await waitFor('the recording to be found', async () =>
    (await source.inputValue()) === 'recording' ? true : undefined,
  );
  assert.match((await source.getAttribute('title')) ?? '', /first-light\.ogg/);
  await webview.getByRole('application', { name: 'Score' }).focus();
  await workbench.page.keyboard.press('Space');
  await webview.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  const cursor = webview.locator('.stemstave-cursor');
  const places = new Set<string>();
  await waitFor('the cursor to move', async () => {
    places.add((await cursor.getAttribute('data-div')) ?? '');
    return places.size > 4 ? true : undefined;
  });
  t.diagnostic(`the cursor was at ${[...places].join(', ')}`);
  await session.screenshot('playing');
  await workbench.page.keyboard.press('Space');
  await webview.getByRole('button', { name: 'Play (Space)' }).waitFor();

  await webview.getByRole('button', { name: 'Parts and mixer' }).click();
  for (const stem of ['Bass', 'Drums', 'Vocals']) {
    await webview.getByRole('button', { name: `Mute stem ${stem}` }).waitFor();
  }
  // Its part in the score is the drums: both are the same switch.
  await webview.getByRole('button', { name: 'Solo stem Drums' }).click();
  assert.equal(await source.inputValue(), 'stems');
  const part = webview.getByRole('button', { name: 'Solo Drums', exact: true });
  assert.equal(await part.getAttribute('aria-pressed'), 'true');
  await workbench.page.keyboard.press('Escape');
  await webview.getByRole('application', { name: 'Score' }).focus();
  await workbench.page.keyboard.press('Space');
  await webview.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  const from = Number(await cursor.getAttribute('data-div'));
  await waitFor('the cursor to follow the stem', async () =>
    Number(await cursor.getAttribute('data-div')) > from + 2000 ? true : undefined,
  );
  await session.screenshot('playing-stems');
  await workbench.page.keyboard.press('Space');
  await webview.getByRole('button', { name: 'Play (Space)' }).waitFor();
  assert.deepEqual(session.cspViolations(), []);
  assert.deepEqual(session.uncaughtErrors(), []);
});
