import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    files: [
      SAMPLE,
      { path: SCORE, name: 'first-light.mid' },
      { path: SCORE, name: 'concert.mid' },
      ...stems,
    ],
  });
  const concert = join(session.workspace, 'concert.wav');
  writeFileSync(concert, wavHead());
  // A hole takes no room on the disk.
  truncateSync(concert, 700 * 2 ** 20);
});

/** Of 16-bit stereo at 44.1 kHz, written as a stream: it says no length. */
function wavHead(): Buffer {
  const head = Buffer.from('RIFF    WAVEfmt                     data    ');
  head.writeUInt32LE(0xffff_ffff, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(2, 22);
  head.writeUInt32LE(44_100, 24);
  head.writeUInt32LE(4 * 44_100, 28);
  head.writeUInt16LE(4, 32);
  head.writeUInt16LE(16, 34);
  head.writeUInt32LE(0xffff_ffff, 40);
  return head;
}

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

test('a recording of 700 MB is played as it comes, and says so when it is gone', async () => {
  const { workbench } = session;
  await workbench.contextMenu('concert.mid', 'Open as Score');
  await new ScoreView(workbench).readParts();
  const { webview } = workbench;
  const source = webview.getByRole('combobox', { name: 'What is heard' });
  await waitFor('the recording to be found', async () =>
    ((await source.getAttribute('title')) ?? '').includes('concert.wav') ? true : undefined,
  );
  assert.equal(await source.inputValue(), 'recording');
  await webview.getByRole('application', { name: 'Score' }).focus();
  await workbench.page.keyboard.press('Space');
  await webview.getByRole('button', { name: 'Pause (Space)' }).waitFor();
  const cursor = webview.locator('.stemstave-cursor');
  const moved = async (): Promise<void> => {
    const from = Number(await cursor.getAttribute('data-div'));
    await waitFor('the cursor to move', async () =>
      Number(await cursor.getAttribute('data-div')) > from + 2000 ? true : undefined,
    );
  };
  await moved();
  rmSync(join(session.workspace, 'concert.wav'));
  await webview.getByText('concert.wav cannot be read any more.').first().waitFor();
  assert.equal(await source.inputValue(), 'parts');
  await moved();
  assert.deepEqual(session.cspViolations(), []);
  assert.deepEqual(session.uncaughtErrors(), []);
});
