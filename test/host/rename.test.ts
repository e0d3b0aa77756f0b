import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Midi } from '@tonejs/midi';
import { filesWithText } from './driver/files-with-text.ts';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { ScoreView } from './driver/score-view.ts';
import { Session } from './driver/session.ts';
import { waitFor } from './driver/wait.ts';

/** Written by another program than ours. */
const WILD = fileURLToPath(
  new URL('../../media/sample/first-light.reference.mid', import.meta.url),
);

let session: Session;

before(async () => {
  session = await Session.start({
    files: [{ path: WILD, name: 'wild.mid' }],
    // In a browser VS Code saves by itself unless told not to.
    settings: { 'files.autoSave': 'off' },
  });
});

after(async () => {
  await session.close();
});

/** Waits until the first part is called so in the view. */
async function called(name: string): Promise<void> {
  await waitFor(`the first part to be called ${name}`, async () => {
    const [part] = await new ScoreView(session.workbench).readParts();
    return part?.name === name ? true : undefined;
  });
}

async function rename(from: string, to: string): Promise<void> {
  const { webview } = session.workbench;
  const field = webview.getByRole('textbox', { name: `Name of ${from}`, exact: true });
  if (!(await field.isVisible())) {
    await webview.getByRole('button', { name: 'Parts and mixer' }).click();
  }
  await field.fill(to);
  await field.press('Enter');
  await called(to);
}

function isDirty(wanted: boolean): Promise<true> {
  return waitFor(`the tab to be ${wanted ? 'dirty' : 'clean'}`, async () => {
    const classes = (await session.workbench.tab('wild.mid').getAttribute('class')) ?? '';
    return /\bdirty\b/.test(classes) === wanted ? true : undefined;
  });
}

function nameOnDisk(): string | undefined {
  return partsOnDisk(session.path('wild.mid'))[0]?.name;
}

/** Everything that sounds, without its names. */
function music(path: string): unknown {
  return new Midi(readFileSync(path)).tracks.map(({ notes, instrument, channel }) => ({
    notes,
    program: instrument.number,
    channel,
  }));
}

test('a part is renamed in the file: undone, done again, saved, and its music is as it was', async () => {
  const { workbench } = session;
  await workbench.contextMenu('wild.mid', 'Open as Score');
  await called('Flute');
  await rename('Flute', 'Piccolo');
  await isDirty(true);
  await session.screenshot('renamed');
  assert.deepEqual(readFileSync(session.path('wild.mid')), readFileSync(WILD), 'not saved yet');

  await workbench.webview.getByRole('application', { name: 'Score' }).focus();
  await workbench.page.keyboard.press('Control+KeyZ');
  await called('Flute');
  await isDirty(false);
  await workbench.page.keyboard.press('Control+KeyY');
  await called('Piccolo');
  await isDirty(true);

  await workbench.page.keyboard.press('Control+KeyS');
  await isDirty(false);
  assert.equal(nameOnDisk(), 'Piccolo');
  assert.deepEqual(music(session.path('wild.mid')), music(WILD));
});

test('a name that was not saved outlives the window, and is given up by reverting', async () => {
  const { workbench } = session;
  await rename('Piccolo', 'Alto Flute');
  await isDirty(true);
  // VS Code keeps a copy a moment after each change.
  await waitFor('the change to be kept', () =>
    filesWithText(session.folder.userData, 'Alto Flute').length > 0 ? true : undefined,
  );
  await workbench.reload();
  await called('Alto Flute');
  await isDirty(true);
  assert.equal(nameOnDisk(), 'Piccolo');
  await workbench.command('File: Revert File');
  await called('Piccolo');
  await isDirty(false);
});

test('what another program writes is shown; not over what was changed here, without asking', async () => {
  const { workbench } = session;
  writeFileSync(session.path('wild.mid'), readFileSync(WILD));
  await called('Flute');
  await rename('Flute', 'Oboe');
  const other = Buffer.from(readFileSync(WILD));
  other[other.indexOf('Flute')] = 'X'.charCodeAt(0);
  writeFileSync(session.path('wild.mid'), other);
  const warning = workbench.toast('wild.mid has changed on disk');
  await session.screenshot('changed-on-disk');
  await warning.waitFor({ timeout: 20_000 });
  await called('Oboe');
  await workbench.button(warning, 'Load from Disk').click();
  await called('Xlute');
  await isDirty(false);
  assert.deepEqual(session.uncaughtErrors(), []);
});
