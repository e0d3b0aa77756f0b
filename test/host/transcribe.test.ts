import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { projectRoot } from '../support/source-files.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { JobsDriver } from './driver/jobs-view.ts';
import { ScoreView } from './driver/score-view.ts';
import { SAMPLE, Session } from './driver/session.ts';
import { filesIn, progressOf, transcribe } from './driver/transcribing.ts';
import { waitFor } from './driver/wait.ts';

/** What is read when VS Code starts may have so many bytes: the rest is loaded at first use. */
const ACTIVATION_LIMIT_BYTES = 160_000;

let session: Session;

before(async () => {
  session = await Session.start({ files: [SAMPLE] });
});

after(async () => {
  await session.close();
});

test('a recording becomes a .mid beside it and notation on screen', async (t) => {
  await transcribe(session, session.path('first-light.ogg'));
  await progressOf(session).waitFor();
  await session.screenshot('transcribing');

  const drawn = await new ScoreView(session.workbench).readParts();
  await session.screenshot('transcribed');
  assert.deepEqual(filesIn(session), ['first-light.mid', 'first-light.ogg']);
  const saved = partsOnDisk(session.path('first-light.mid'));
  t.diagnostic(saved.map(({ name, notes }) => `${name} ${notes}`).join(', '));
  assert.ok(saved.length >= 3, 'bass, drums and something melodic');
  assert.deepEqual(drawn.map(({ name }) => name).sort(), saved.map(({ name }) => name).sort());
  for (const { name, noteheads } of drawn) assert.ok(noteheads > 0, `no note of ${name} is drawn`);
});

test('the recording is taken apart into stems, which the open score finds', async (t) => {
  const { workbench } = session;
  await workbench.command('Stemstave: Separate Stems');
  const stems = await waitFor(
    'the stems',
    () => {
      const folder = session.path('first-light stems');
      const names = existsSync(folder)
        ? readdirSync(folder).filter((n) => /^\w.*wav$/.test(n))
        : [];
      return Promise.resolve(names.length > 0 ? names.sort() : undefined);
    },
    120_000,
  );
  t.diagnostic(stems.join(', '));
  await workbench.webview.getByRole('button', { name: 'Parts and mixer' }).click();
  for (const stem of ['Bass', 'Drums', 'Rest']) {
    await workbench.webview.getByRole('button', { name: `Mute stem ${stem}` }).waitFor();
  }
  await session.screenshot('separated');
  await workbench.page.keyboard.press('Escape');
});

test('the score view keeps its policy, finds its fonts and throws nothing', async () => {
  assert.deepEqual(await new ScoreView(session.workbench).brokenFonts(), []);
  assert.deepEqual(session.cspViolations(), []);
  assert.deepEqual(session.uncaughtErrors(), []);
});

test('the score is still open after a reload', async () => {
  await session.workbench.reload();
  await session.workbench.tab('first-light.mid').waitFor();
  const drawn = await new ScoreView(session.workbench).readParts();
  assert.ok(drawn.length > 0);
  for (const { name, noteheads } of drawn) assert.ok(noteheads > 0, `no note of ${name} is drawn`);
});

test('activation is cheap', async (t) => {
  const { workbench } = session;
  const ms = await workbench.activationMs('Stemstave');
  await session.screenshot('running-extensions');
  await workbench.closeRunningExtensions();
  // How long it takes is the machine's as well; how much there is to read and run is ours.
  const { size } = statSync(join(projectRoot, 'dist', 'extension.js'));
  t.diagnostic(`activated in ${ms} ms, from ${size} bytes`);
  assert.ok(size <= ACTIVATION_LIMIT_BYTES, `${size} bytes are read at the start`);
});

test('a recording can be right-clicked in the Explorer', async () => {
  writeFileSync(session.path('scale.wav'), tuneAsWav(SCALE));
  await session.workbench.contextMenu('scale.wav', 'Transcribe Audio…');
  await session.workbench.pick('On this computer');
  await session.workbench.tab('scale.mid').waitFor({ timeout: 60_000 });
  // The tab is there before the file is.
  const isWritten = (): boolean => existsSync(session.path('scale.mid'));
  await waitFor('the score', () => Promise.resolve(isWritten() || undefined), 60_000);
  const notes = partsOnDisk(session.path('scale.mid')).reduce((sum, part) => sum + part.notes, 0);
  assert.ok(notes >= SCALE.length / 2, `only ${notes} of ${SCALE.length} notes`);
});

/** Long enough to be looked at while it is heard. @param scales of 8 seconds each */
function writeLongTune(name: string, scales = 10): void {
  const tune = Array.from({ length: scales }, () => SCALE).flat();
  writeFileSync(session.path(name), tuneAsWav(tune));
}

test('the tab opens at once, shows what is heard, and becomes the score', async () => {
  const { workbench } = session;
  await workbench.clear();
  writeLongTune('heard.wav');
  await transcribe(session, session.path('heard.wav'));
  const roll = workbench.webview.locator('.stemstave-hearing');
  await roll.locator('canvas').first().waitFor({ timeout: 30_000 });
  assert.ok(!existsSync(session.path('heard.mid')), 'nothing of it is saved before it is done');
  await roll.getByText(/ · \d+ % · \d+ notes$/).waitFor({ timeout: 30_000 });
  await session.screenshot('hearing');
  const drawn = await new ScoreView(workbench).readParts();
  assert.ok(drawn.every(({ noteheads }) => noteheads > 0));
  await roll.waitFor({ state: 'detached' });
  assert.ok(existsSync(session.path('heard.mid')));
  assert.deepEqual(session.uncaughtErrors(), []);
});

test('closing the tab ends nothing; what was heard is offered when it is written', async () => {
  const { workbench } = session;
  await workbench.clear();
  writeLongTune('unseen.wav');
  await transcribe(session, session.path('unseen.wav'));
  await workbench.tab('unseen.mid').click({ button: 'middle' });
  const toast = workbench.toast('unseen.mid is ready.');
  await toast.waitFor({ timeout: 60_000 });
  assert.equal(await workbench.tab('unseen.mid').count(), 0, 'what was closed stays closed');
  await workbench.button(toast, 'Open Score').click();
  assert.ok((await new ScoreView(workbench).readParts()).length > 0);
});

test('a closed tab comes back from the list of jobs; cancelled in it, neither file nor tab is left', async () => {
  const { workbench } = session;
  const jobs = new JobsDriver(workbench);
  await workbench.clear();
  writeLongTune('unwanted.wav', 60);
  await transcribe(session, session.path('unwanted.wav'));
  await workbench.tab('unwanted.mid').click({ button: 'middle' });
  await jobs.show();
  await waitFor(
    'the click on the job to be heard',
    async () => {
      await jobs
        .row('unwanted')
        .click({ timeout: 1500 })
        .catch(() => undefined);
      const tab = workbench.tab('unwanted.mid');
      await tab.waitFor({ timeout: 1500 }).catch(() => undefined);
      return (await tab.isVisible()) ? true : undefined;
    },
    30_000,
  );
  await workbench.webview.getByRole('button', { name: 'Cancel' }).click({ timeout: 30_000 });
  await workbench.tab('unwanted.mid').waitFor({ state: 'hidden' });
  await progressOf(session).waitFor({ state: 'hidden' });
  assert.deepEqual(
    filesIn(session).filter((name) => name.includes('unwanted')),
    ['unwanted.wav'],
  );
});
