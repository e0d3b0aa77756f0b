import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { ScoreView } from './driver/score-view.ts';
import { SAMPLE, Session } from './driver/session.ts';
import { filesIn, progressOf, transcribe } from './driver/transcribing.ts';

/** What activation may cost at most, milliseconds, by VS Code's own clock. */
const ACTIVATION_LIMIT_MS = 30;

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
  await session.workbench.command('Developer: Show Running Extensions');
  const milliseconds = await session.workbench.activationMs('Stemstave');
  await session.screenshot('running-extensions');
  t.diagnostic(`activated in ${milliseconds} ms`);
  assert.ok(milliseconds <= ACTIVATION_LIMIT_MS, `activation took ${milliseconds} ms`);
});

test('a recording can be right-clicked in the Explorer', async () => {
  writeFileSync(session.path('scale.wav'), tuneAsWav(SCALE));
  await session.workbench.contextMenu('scale.wav', 'Transcribe Audio…');
  await session.workbench.pick('On this computer');
  await session.workbench.tab('scale.mid').waitFor({ timeout: 60_000 });
  const notes = partsOnDisk(session.path('scale.mid')).reduce((sum, part) => sum + part.notes, 0);
  assert.ok(notes >= SCALE.length / 2, `only ${notes} of ${SCALE.length} notes`);
});
